-- Documents: files that are kept as they came, scanned, and given out as files only.
ALTER TABLE media.uploads DROP CONSTRAINT uploads_kind_check;
ALTER TABLE media.uploads ADD CONSTRAINT uploads_kind_check CHECK (kind IN ('video', 'audio', 'image', 'document'));
ALTER TABLE media.assets DROP CONSTRAINT assets_kind_check;
ALTER TABLE media.assets ADD CONSTRAINT assets_kind_check CHECK (kind IN ('video', 'audio', 'image', 'document'));
ALTER TABLE media.assets DROP CONSTRAINT assets_check1;
ALTER TABLE media.assets ADD CONSTRAINT assets_check1
    CHECK (state NOT IN ('playable', 'ready') OR kind IN ('image', 'document') OR playable_at IS NOT NULL);

-- What other contexts may give out as a file: a document, or a picture in its largest size.
CREATE VIEW media_pub.file AS
SELECT a.id,
       a.owner_id,
       a.kind,
       a.state,
       a.code,
       CASE a.kind
           WHEN 'document' THEN a.source_bytes
           ELSE (SELECT i.size_bytes::bigint FROM media.images i WHERE i.asset_id = a.id AND i.variant LIKE '%.jpg'
                 ORDER BY i.width DESC LIMIT 1)
       END AS size_bytes
FROM media.assets a
WHERE a.kind IN ('document', 'image');

-- Where one request refuses letters like this one (RFC 8058), as its header would say it.
ALTER TABLE platform.mailbox ADD COLUMN unsubscribe text;

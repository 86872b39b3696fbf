use serde_json::json;

use super::*;

fn probed(value: &serde_json::Value) -> SourceInfo {
    SourceInfo::from_ffprobe(value.to_string().as_bytes()).unwrap()
}

fn phone_video() -> serde_json::Value {
    json!({
        "streams": [
            {"index": 0, "codec_type": "video", "codec_name": "h264", "width": 1920, "height": 1080, "sample_aspect_ratio": "1:1",
             "r_frame_rate": "90000/1", "avg_frame_rate": "2987/100", "field_order": "progressive", "color_space": "bt709",
             "side_data_list": [{"side_data_type": "Display Matrix", "rotation": -90}], "disposition": {"attached_pic": 0}},
            {"index": 1, "codec_type": "audio", "codec_name": "aac", "channels": 6, "sample_rate": "48000",
             "tags": {"language": "ewe", "title": "Version \"eʋe\"\n"}},
            {"index": 2, "codec_type": "audio", "codec_name": "aac", "channels": 2, "sample_rate": "44100", "tags": {"language": "kbp"}},
            {"index": 3, "codec_type": "data", "codec_name": "bin_data"}
        ],
        "format": {"format_name": "mov,mp4,m4a,3gp,3g2,mj2", "duration": "61.234000", "start_time": "0.021000"}
    })
}

#[test]
fn a_phone_video_is_upright_with_a_constant_rate_and_its_languages() {
    let source = probed(&phone_video());
    let video = source.video.as_ref().unwrap();
    assert_eq!((video.width, video.height), (1080, 1920));
    assert_eq!(video.frame_rate, FrameRate { num: 30_000, den: 1001 });
    assert_eq!(source.declared_ms, 61_234);
    assert_eq!(source.start_us, 21_000);
    assert!(source.seeks_exactly());
    let languages: Vec<_> = source.audio.iter().map(|track| track.language.as_str()).collect();
    assert_eq!(languages, ["ee", "kbp"]);
    assert_eq!(source.audio[0].title.as_deref(), Some("Version eʋe"));
    assert_eq!(source.audio[0].channels, 6);
}

#[test]
fn anamorphic_pictures_get_square_pixels_and_cover_art_is_not_a_film() {
    let source = probed(&json!({
        "streams": [
            {"index": 0, "codec_type": "video", "codec_name": "mjpeg", "width": 600, "height": 600, "disposition": {"attached_pic": 1}},
            {"index": 1, "codec_type": "video", "codec_name": "mpeg2video", "width": 720, "height": 576, "sample_aspect_ratio": "64:45",
             "r_frame_rate": "25/1", "avg_frame_rate": "25/1", "field_order": "tt", "color_transfer": "smpte2084"}
        ],
        "format": {"format_name": "mpegts", "duration": "10"}
    }));
    let video = source.video.as_ref().unwrap();
    assert_eq!((video.index, video.width, video.height), (1, 1024, 576));
    assert!(video.interlaced && video.hdr);
    assert_eq!(video.matrix, Matrix::Bt601);
    assert!(!source.seeks_exactly());
}

#[test]
fn missing_and_absurd_values_do_not_break_the_reading() {
    let source = probed(&json!({"streams": [
        {"index": 0, "codec_type": "video", "codec_name": "h264", "width": 640, "height": 360, "sample_aspect_ratio": "0:1",
         "r_frame_rate": "0/0", "avg_frame_rate": "0/0", "duration": "N/A"},
        {"index": 1, "codec_type": "audio", "channels": 0}
    ]}));
    assert_eq!(source.video.unwrap().frame_rate, FrameRate { num: 25, den: 1 });
    assert!(source.audio.is_empty());
    assert_eq!(source.declared_ms, 0);
    assert!(SourceInfo::from_ffprobe(b"Invalid data found").is_err());
    assert!(SourceInfo::from_ffprobe(b"{}").unwrap().video.is_none());
}

#[test]
fn limits_refuse_with_a_code_each() {
    let limits = Limits::default();
    let ten_hours =
        probed(&json!({"streams": [{"index": 0, "codec_type": "audio", "channels": 2}], "format": {"duration": "36000"}}));
    assert_eq!(limits.check_header(&ten_hours), Err(Refusal::TooLong));
    let nothing = probed(&json!({"format": {"duration": "10"}}));
    assert_eq!(limits.check_header(&nothing), Err(Refusal::NoStreams));
    let mut wide = probed(&phone_video());
    wide.video.as_mut().unwrap().width = 60_000;
    assert_eq!(limits.check_header(&wide), Err(Refusal::BadSize));
    let mut film = probed(&phone_video());
    assert_eq!(limits.check_header(&film), Ok(()));
    assert_eq!(limits.check_duration(&film, 61_200), Ok(()));
    assert_eq!(limits.check_duration(&film, 30_000), Err(Refusal::Truncated));
    assert_eq!(limits.check_duration(&film, 6 * 3_600_000), Err(Refusal::TooLong));
    film.declared_ms = 0;
    assert_eq!(limits.check_duration(&film, 50), Err(Refusal::TooShort));
}

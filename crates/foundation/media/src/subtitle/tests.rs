use proptest::prelude::*;

use super::*;

const SRT: &str = "1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Bonjour</i>, \"ça\" va ?\r\n\r\n2\r\n0:00:03,4 --> 0:00:05,000\r\n{\\an8}<font color=\"red\">A < B & C</font>\r\n--> suite\r\n";

fn command(language: &str, file: &[u8]) -> Result<AttachSubtitle, InvalidSubtitle> {
    AttachSubtitle::try_new(AssetId::generate(), language, "", SubtitlePurpose::Subtitles, file)
}

#[test]
fn subrip_becomes_clean_webvtt() {
    let text = webvtt(&parse::cues(SRT.as_bytes()).unwrap());
    assert_eq!(
        text,
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\n<i>Bonjour</i>, \"ça\" va ?\n\n00:00:03.400 --> 00:00:05.000\nA &lt; B &amp; C\n--&gt; suite\n"
    );
}

#[test]
fn styles_notes_and_scripts_of_a_webvtt_file_are_dropped() {
    let file = "WEBVTT - titre\n\nSTYLE\n::cue { color: red }\n\nNOTE rien\n\nintro\n00:01.000 --> 00:02.000 line:0 align:start\n<v Afi>Woezɔ</v> <script>alert(1)</script>&nbsp;!\n\n00:05.000 --> 00:04.000\nà l'envers\n";
    let cues = parse::cues(file.as_bytes()).unwrap();
    assert_eq!(cues, [Cue { start_ms: 1000, end_ms: 2000, text: "Woezɔ alert(1)&nbsp;!".into() }]);
}

#[test]
fn latin_1_windows_and_utf_16_files_are_read() {
    let latin: Vec<u8> = SRT.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    assert!(parse::cues(&latin).unwrap()[0].text.contains("ça"));
    let windows = b"1\n00:00:01,000 --> 00:00:02,000\nl\x92\x9cuvre \x85\n";
    assert_eq!(parse::cues(windows).unwrap()[0].text, "l’œuvre …");
    let mut utf16 = vec![0xFF, 0xFE];
    utf16.extend(SRT.encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(parse::cues(&utf16).unwrap(), parse::cues(SRT.as_bytes()).unwrap());
    let marked = [b"\xEF\xBB\xBF", SRT.as_bytes()].concat();
    assert_eq!(parse::cues(&marked).unwrap().len(), 2);
}

#[test]
fn ewe_and_kabye_are_languages_and_nonsense_is_refused() {
    assert_eq!(command("ee", SRT.as_bytes()).unwrap().name, "Eʋegbe");
    assert_eq!(command("kbp", SRT.as_bytes()).unwrap().language.as_str(), "kbp");
    assert_eq!(command("klingon!", SRT.as_bytes()).unwrap_err(), InvalidSubtitle::Language);
    assert_eq!(command("fr", b"\x89PNG\r\n\x1a\n").unwrap_err(), InvalidSubtitle::NoCues);
    assert_eq!(command("fr", b"").unwrap_err(), InvalidSubtitle::NoCues);
    assert_eq!(command("fr", &vec![b'a'; SUBTITLE_BYTES_MAX + 1]).unwrap_err(), InvalidSubtitle::TooLarge);
    let many = "00:01.000 --> 00:02.000\nx\n\n".repeat(20_001);
    assert_eq!(command("fr", many.as_bytes()).unwrap_err(), InvalidSubtitle::TooManyCues);
}

proptest! {
    #[test]
    fn whatever_comes_in_what_goes_out_reads_the_same_again(file in prop::collection::vec(any::<u8>(), 0..400), tail in ".{0,80}") {
        let mut bytes = file;
        bytes.extend(b"\n\n00:00:01.000 --> 00:00:02.000\n");
        bytes.extend(tail.as_bytes());
        if let Ok(cues) = parse::cues(&bytes) {
            let written = webvtt(&cues);
            prop_assert_eq!(webvtt(&parse::cues(written.as_bytes()).unwrap()), written);
        }
    }
}

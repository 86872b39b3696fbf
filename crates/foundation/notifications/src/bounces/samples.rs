//! Mails as servers write them when a letter comes back.

use super::*;

const MARK: &str = "retours+MARK@karangou.example";

/// The letter that came back.
const LETTER: &str = "Return-Path: <retours+MARK@karangou.example>
Message-ID: <0193.MARK@karangou.example>
Auto-Submitted: auto-generated
From: Karangou <bonjour@karangou.example>
To: afi@example.org
Subject: =?utf-8?b?Vm9zIG5vdXZlbGxlcw==?=
";

fn report(from: &str, kind: &str, human: &str, machine: &str, returned: &str) -> String {
    format!(
        "From: {from}\nTo: {MARK}\nSubject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\n\
         Content-Type: multipart/report; report-type={kind};\n\tboundary=\"b1\"\n\n\
         This is a MIME-encapsulated message.\n\n--b1\nContent-Type: text/plain; charset=us-ascii\n\n{human}\n\n\
         --b1\nContent-Description: Delivery report\nContent-Type: message/{kind}\n\n{machine}\n\
         --b1\nContent-Type: {returned}\n\n{LETTER}\n--b1--\n"
    )
}

const POSTFIX: &str = "Reporting-MTA: dns; mail.karangou.example
X-Postfix-Queue-ID: 4F1D2E00
X-Postfix-Sender: rfc822; retours+MARK@karangou.example
Arrival-Date: Wed, 25 Nov 2026 07:01:02 +0000 (UTC)

Final-Recipient: rfc822; afi@example.org
Original-Recipient: rfc822;afi@example.org
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; 550 5.1.1 <afi@example.org>: Recipient address rejected:
    User unknown in virtual mailbox table
";

const POSTFIX_DELAYED: &str = "Reporting-MTA: dns; mail.karangou.example

Final-Recipient: rfc822; afi@example.org
Action: delayed
Status: 4.4.1
Diagnostic-Code: X-Postfix; connect to mx.example.org[192.0.2.7]:25: Connection timed out
Will-Retry-Until: Mon, 30 Nov 2026 07:01:02 +0000 (UTC)
";

/// Exim: the status is vague, the diagnostic is not.
const EXIM: &str = "Reporting-MTA: dns; mail.karangou.example

Action: failed
Final-Recipient: rfc822;afi@example.org
Status: 5.0.0
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; 550-5.2.1 The account
 550 5.2.1 is disabled.
";

const GMAIL: &str = "Reporting-MTA: dns; googlemail.com
Received-From-MTA: dns; karangou.example
Arrival-Date: Wed, 25 Nov 2026 07:01:02 -0800 (PST)
X-Original-Message-ID: <0193.MARK@karangou.example>

Final-Recipient: rfc822; afi@gmail.com
Action: failed
Status: 5.2.2
Remote-MTA: dns; gmail-smtp-in.l.google.com.
Diagnostic-Code: smtp; 552-5.2.2 The email account that you tried to reach is over quota. Please direct
 552 5.2.2 the recipient to https://support.google.com/mail/?p=OverQuotaPerm - gsmtp
Last-Attempt-Date: Wed, 25 Nov 2026 07:01:03 -0800 (PST)
";

const OUTLOOK: &str = "Reporting-MTA: dns;DB9PR01MB1234.eurprd01.prod.exchangelabs.com
Received-From-MTA: dns;karangou.example
Arrival-Date: Wed, 25 Nov 2026 07:01:02 +0000

Final-Recipient: rfc822;afi@outlook.example
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
";

/// Our own server has a bad name: nobody's address is wrong.
const REFUSED_SENDER: &str = "Reporting-MTA: dns; mail.karangou.example

Final-Recipient: rfc822; afi@gmail.com
Action: failed
Status: 5.7.26
Diagnostic-Code: smtp; 550-5.7.26 Your email has been blocked because the sender is unauthenticated.
";

const DELIVERED: &str = "Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; afi@example.org
Action: delivered
Status: 2.1.5
";

const COMPLAINT: &str = "Feedback-Type: abuse
User-Agent: Yahoo!-Mail-Feedback/2.0
Version: 0.1
Original-Mail-From: <retours+MARK@karangou.example>
Original-Rcpt-To: <afi@yahoo.example>
Arrival-Date: Wed, 25 Nov 2026 07:01:02 +0000
";

fn told(mail: &str) -> Result<(Fate, String), Unread> {
    let report = read(mail.replace('\n', "\r\n").as_bytes())?;
    assert!(report.marked.contains("MARK@karangou.example"), "{}", report.marked);
    // The same with bare line feeds, as a pipe gives it.
    let again = read(mail.as_bytes())?;
    assert_eq!((again.fate, &again.status), (report.fate, &report.status));
    Ok((report.fate, report.status))
}

#[test]
fn reports_of_many_servers_are_understood() {
    let mine = "MAILER-DAEMON@mail.karangou.example (Mail Delivery System)";
    for (machine, fate, status) in [
        (POSTFIX, Fate::Permanent, "5.1.1"),
        (POSTFIX_DELAYED, Fate::Passing, "4.4.1"),
        (EXIM, Fate::Permanent, "5.2.1"),
        (GMAIL, Fate::Passing, "5.2.2"),
        (OUTLOOK, Fate::Permanent, "5.1.10"),
        (REFUSED_SENDER, Fate::Ours, "5.7.26"),
    ] {
        for returned in ["message/rfc822", "text/rfc822-headers"] {
            let mail = report(mine, "delivery-status", "I'm sorry to have to inform you …", machine, returned);
            assert_eq!(told(&mail), Ok((fate, status.to_owned())), "{machine}");
        }
    }
    let delivered = report(mine, "delivery-status", "Your message was delivered.", DELIVERED, "message/rfc822");
    assert_eq!(told(&delivered), Err(Unread::NoReport));
}

#[test]
fn the_mark_is_found_in_the_returned_letter_alone() {
    let mail = report("postmaster@example.org", "delivery-status", "Failed.", OUTLOOK, "message/rfc822");
    let mail = mail.replacen(MARK, "bonjour@karangou.example", 1);
    assert!(read(mail.as_bytes()).unwrap().marked.contains("Message-ID: <0193.MARK@karangou.example>"));
}

#[test]
fn an_old_report_of_exim_has_words_only() {
    let mail = format!(
        "X-Failed-Recipients: afi@example.org\nAuto-Submitted: auto-replied\nFrom: Mail Delivery System <Mailer-Daemon@mx.example.org>\n\
         To: {MARK}\nSubject: Mail delivery failed: returning message to sender\n\n\
         A message that you sent could not be delivered to one or more of its recipients.\n\n  afi@example.org\n\
         \x20   host mx.example.org [192.0.2.7]\n    SMTP error from remote mail server after RCPT TO:<afi@example.org>:\n\
         \x20   550 No such user here\n\n------ This is a copy of the message, including all the headers. ------\n\n{LETTER}"
    );
    assert_eq!(told(&mail), Ok((Fate::Permanent, "5.1.0".to_owned())));
}

#[test]
fn a_complaint_is_somebodys_word_and_its_contrary_is_none() {
    let of = |machine: &str| {
        report("feedback@arf.mail.yahoo.example", "feedback-report", "This is a complaint.", machine, "message/rfc822")
    };
    assert_eq!(told(&of(COMPLAINT)), Ok((Fate::Complaint, "abuse".to_owned())));
    for other in ["not-spam", "auth-failure", "virus", ""] {
        let mail = of(&COMPLAINT.replacen("abuse", other, 1));
        assert_eq!(told(&mail), Err(Unread::NoReport), "{other}");
    }
}

#[test]
fn what_is_no_report_says_so() {
    let letter = format!("{LETTER}Content-Type: text/plain\n\nJe suis absente jusqu'au 30. 5.1.1 550\n");
    assert_eq!(read(letter.as_bytes()).err(), Some(Unread::NoReport));
    for wrong in [&b""[..], b"\0\0\0\0", b"no head at all", &[0xff; 2_000], b"\r\n\r\n\r\n"] {
        assert!(read(wrong).is_err(), "{wrong:?}");
    }
    // Cut in the middle, at each place: never a crash.
    let whole = report("x@y", "delivery-status", "Failed.", POSTFIX, "message/rfc822");
    for end in 0..whole.len() {
        let _cut = read(&whole.as_bytes()[..end]);
    }
    let deep = "--b\nContent-Type: multipart/mixed; boundary=b\n\n".repeat(5_000);
    let _deep = read(format!("Subject: x\nContent-Type: multipart/report; boundary=b\n\n{deep}").as_bytes());
}

#[test]
fn a_status_is_about_the_address_or_about_us() {
    for (status, fate) in [
        ("5.1.1", Some(Fate::Permanent)),
        ("5.1.8", Some(Fate::Ours)),
        ("5.0.0", Some(Fate::Permanent)),
        ("5.2.1", Some(Fate::Permanent)),
        ("5.2.2", Some(Fate::Passing)),
        ("5.3.4", Some(Fate::Passing)),
        ("5.4.4", Some(Fate::Permanent)),
        ("5.4.7", Some(Fate::Passing)),
        ("5.6.1", Some(Fate::Ours)),
        ("5.7.1", Some(Fate::Ours)),
        ("5.7.13", Some(Fate::Permanent)),
        ("4.2.2", Some(Fate::Passing)),
        ("2.1.5", None),
    ] {
        assert_eq!(Fate::of(Status::find(status).unwrap()), fate, "{status}");
    }
}

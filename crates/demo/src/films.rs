//! The films of the demo, all invented but one: the trailer of Big Buck Bunny (© Blender Foundation, CC BY 3.0).

use crate::scenes::Scene;

/// Where the picture comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Source {
    /// Drawn here.
    Drawn(Scene, u32),
    /// A file of the material folder; drawn instead when it is not there.
    File(&'static str, Scene, u32),
}

/// Someone who worked on a film.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Credit {
    pub(crate) name: &'static str,
    pub(crate) role: &'static str,
    pub(crate) character: Option<&'static str>,
}

/// A film as its director would enter it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DemoFilm {
    pub(crate) source: Source,
    pub(crate) title: &'static str,
    pub(crate) synopsis_fr: &'static str,
    pub(crate) synopsis_en: &'static str,
    pub(crate) year: i16,
    pub(crate) genres: &'static [&'static str],
    pub(crate) countries: &'static [&'static str],
    pub(crate) languages: &'static [&'static str],
    pub(crate) credits: &'static [Credit],
    /// Lines of the French and English subtitles, spread over the film.
    pub(crate) lines: &'static [(&'static str, &'static str)],
}

const fn credit(name: &'static str, role: &'static str) -> Credit {
    Credit { name, role, character: None }
}

const fn plays(name: &'static str, character: &'static str) -> Credit {
    Credit { name, role: "actor", character: Some(character) }
}

pub(crate) const FILMS: &[DemoFilm] = &[
    DemoFilm {
        source: Source::Drawn(Scene::River, 24),
        title: "La Pirogue d’Ayélé",
        synopsis_fr: "Chaque soir, Ayélé traverse le fleuve Mono pour vendre le poisson de son père. Ce soir, elle ne fera pas demi-tour.",
        synopsis_en: "Every evening Ayélé crosses the Mono river to sell her father’s fish. Tonight she will not turn back.",
        year: 2024,
        genres: &["drama"],
        countries: &["TG", "BJ"],
        languages: &["ee", "fr"],
        credits: &[
            credit("Akossiwa Mensah", "director"),
            credit("Akossiwa Mensah", "screenwriter"),
            plays("Enyonam Adzo", "Ayélé"),
            plays("Kodjo Lawson", "Le père"),
        ],
        lines: &[
            ("Le fleuve n’attend personne.", "The river waits for no one."),
            ("Ce soir, je rame pour moi.", "Tonight I row for myself."),
            ("Garde une lampe allumée.", "Keep a lamp burning."),
        ],
    },
    DemoFilm {
        source: Source::Drawn(Scene::Loom, 24),
        title: "Le Métier de Kossi",
        synopsis_fr: "À Kpalimé, un tisserand de kente apprend à sa petite-fille que chaque motif est une phrase, et qu’une bande ratée est un mensonge.",
        synopsis_en: "In Kpalimé a kente weaver teaches his granddaughter that every pattern is a sentence, and a spoiled band a lie.",
        year: 2022,
        genres: &["documentary"],
        countries: &["TG", "GH"],
        languages: &["ee", "en"],
        credits: &[
            credit("Yao Dzidzom", "director"),
            credit("Yao Dzidzom", "cinematographer"),
            credit("Akossiwa Mensah", "producer"),
            plays("Kossi Agbeko", "Lui-même"),
        ],
        lines: &[
            ("Un fil, puis un autre.", "One thread, then another."),
            ("Ce motif veut dire : j’écoute.", "This pattern means: I am listening."),
            ("Recommence depuis la lisière.", "Start again from the selvage."),
        ],
    },
    DemoFilm {
        source: Source::Drawn(Scene::Dunes, 24),
        title: "Harmattan",
        synopsis_fr: "Cinq femmes marchent quatre jours vers un puits dont la carte ne dit rien. La poussière, elle, se souvient.",
        synopsis_en: "Five women walk four days towards a well the map knows nothing of. The dust remembers.",
        year: 2019,
        genres: &["drama", "tale"],
        countries: &["NE", "BF", "FR"],
        languages: &["ha", "fr"],
        credits: &[
            credit("Mariama Issoufou", "director"),
            credit("Ousmane Traoré", "composer"),
            plays("Hadiza Moussa", "Zara"),
            plays("Rokia Diallo", "Binta"),
        ],
        lines: &[
            ("On marche avec l’ombre, pas contre elle.", "We walk with the shade, not against it."),
            ("Le baobab avait deux ans de moins.", "The baobab was two years younger."),
            ("Écoutez : de l’eau.", "Listen: water."),
        ],
    },
    DemoFilm {
        source: Source::Drawn(Scene::Night, 24),
        title: "Lomé, minuit passé",
        synopsis_fr: "Un conducteur de zémidjan, une mariée en fuite, une ville qui ne dort que d’un œil. Une nuit, une course, un seul casque.",
        synopsis_en: "A motorcycle taxi driver, a runaway bride, a city that sleeps with one eye open. One night, one ride, one helmet.",
        year: 2025,
        genres: &["comedy", "thriller"],
        countries: &["TG"],
        languages: &["fr", "ee", "kbp"],
        credits: &[
            credit("Essi Amouzou", "director"),
            credit("Yao Dzidzom", "cinematographer"),
            plays("Komlan Eklu", "Django"),
            plays("Enyonam Adzo", "La mariée"),
        ],
        lines: &[
            ("Vous avez un casque ?", "Have you got a helmet?"),
            ("J’en ai un. On tirera au sort.", "I have one. We will toss for it."),
            ("Alors, roulez.", "Then drive."),
        ],
    },
    DemoFilm {
        source: Source::Drawn(Scene::Drum, 20),
        title: "Agbadja",
        synopsis_fr: "Un essai musical : ce que le tambour dit quand les mots sont interdits.",
        synopsis_en: "A musical essay: what the drum says when words are forbidden.",
        year: 2021,
        genres: &["musical", "experimental"],
        countries: &["BJ", "GH"],
        languages: &["ee"],
        credits: &[credit("Sèna Houngbo", "director"), credit("Ousmane Traoré", "composer")],
        lines: &[
            ("Premier battement : la terre.", "First beat: the earth."),
            ("Second battement : les morts.", "Second beat: the dead."),
        ],
    },
    DemoFilm {
        source: Source::File("trailer_bbb.mp4", Scene::Drum, 16),
        title: "Big Buck Bunny, la bande-annonce",
        synopsis_fr: "Un lapin très grand et très doux, trois voyous, et la vengeance la mieux préparée de la prairie. © Blender Foundation, CC BY 3.0.",
        synopsis_en: "A very big, very gentle rabbit, three rascals, and the best prepared revenge of the meadow. © Blender Foundation, CC BY 3.0.",
        year: 2008,
        genres: &["animation", "comedy", "family"],
        countries: &["NL"],
        languages: &["en"],
        credits: &[credit("Sacha Goedegebure", "director"), credit("Jan Morgenstern", "composer")],
        lines: &[
            ("La forêt s’éveille.", "The forest wakes."),
            ("Il n’aurait pas fallu les papillons.", "They should have left the butterflies alone."),
        ],
    },
    DemoFilm {
        source: Source::Drawn(Scene::Rows, 24),
        title: "La Première Pluie",
        synopsis_fr: "La pluie arrive trois semaines trop tard. Au village, on décide de semer quand même, et de rire.",
        synopsis_en: "The rain comes three weeks late. The village decides to sow all the same, and to laugh.",
        year: 2023,
        genres: &["family", "drama"],
        countries: &["BF", "CI"],
        languages: &["mos", "fr"],
        credits: &[
            credit("Mariama Issoufou", "director"),
            credit("Aminata Ouédraogo", "screenwriter"),
            plays("Rokia Diallo", "Tante Fatou"),
        ],
        lines: &[
            ("On sème ?", "Do we sow?"),
            ("On sème. La pluie est une invitée en retard, pas une absente.", "We sow. The rain is late, not absent."),
        ],
    },
];

impl DemoFilm {
    /// The subtitles as WebVTT, each line for its share of the length.
    pub(crate) fn subtitles(&self, language: Subtitles, seconds: u32) -> String {
        let count = u32::try_from(self.lines.len()).unwrap_or(1).max(1);
        let mut text = String::from("WEBVTT\n");
        for (number, (french, english)) in (0..).zip(self.lines) {
            let (from, to) = (1 + number * seconds / count, (number + 1) * seconds / count);
            let line = match language {
                Subtitles::French => french,
                Subtitles::English => english,
            };
            text.push_str(&format!("\n00:00:{from:02}.000 --> 00:00:{to:02}.000\n{line}\n"));
        }
        text
    }
}

/// The languages the demo films are subtitled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subtitles {
    French,
    English,
}

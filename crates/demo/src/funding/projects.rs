//! The projects of the demo: one that is open, one that makes it within minutes, one that does not.

use crate::scenes::Scene;

/// A pledge of somebody who comes by: wallet, what, and for whom it is signed.
#[derive(Debug, Clone, Copy)]
pub(super) struct DemoPledge {
    pub(super) name: &'static str,
    /// The number of a wallet in Togo: 90 to 93 and 70 to 73 are Mixx, 96 to 99 and 79 are Flooz.
    pub(super) phone: &'static str,
    pub(super) amount: i64,
    /// Which tier, counted from one; 0 for a gift.
    pub(super) tier: usize,
    pub(super) anonymous: bool,
}

/// A project as its creator would write it. Amounts are francs.
#[derive(Debug, Clone, Copy)]
pub(super) struct DemoProject {
    pub(super) title: &'static str,
    pub(super) pitch: &'static str,
    pub(super) story: &'static str,
    pub(super) risks: &'static str,
    /// Title, minimum, optimum.
    pub(super) budget: &'static [(&'static str, i64, i64)],
    /// Title, description, amount, how many there are (0: as many as people want).
    pub(super) tiers: &'static [(&'static str, &'static str, i64, i32)],
    /// What its trailer shows, and for how many seconds.
    pub(super) trailer: Option<(Scene, u32)>,
    pub(super) days: i16,
    /// How long it has been online when the demo begins.
    pub(super) online_for_minutes: i64,
    pub(super) pledges: &'static [DemoPledge],
}

const fn pledge(name: &'static str, phone: &'static str, amount: i64, tier: usize) -> DemoPledge {
    DemoPledge { name, phone, amount, tier, anonymous: false }
}

const fn hidden(name: &'static str, phone: &'static str, amount: i64, tier: usize) -> DemoPledge {
    DemoPledge { name, phone, amount, tier, anonymous: true }
}

const DAY: i64 = 24 * 60;
/// How long the two short projects stay open after the demo began.
const MINUTES_LEFT: i64 = 4;

pub(super) const PROJECTS: [DemoProject; 3] = [
    DemoProject {
        title: "L’autre rive : la suite de La Pirogue d’Ayélé",
        pitch: "Ayélé n’a pas fait demi-tour. Aidez-nous à filmer ce qu’elle a trouvé de l’autre côté du fleuve Mono.",
        story: "## Pourquoi ce film\n\nVous avez été des milliers à nous demander ce qu’Ayélé trouve sur l’autre rive. Nous aussi, nous voulons le savoir. Nous avons écrit la suite pendant la saison des pluies, à Aného, dans la maison de la tante qui nous avait prêté la pirogue du premier film.\n\n## Ce que nous tournerons\n\nVingt-six minutes, douze jours de tournage entre Agbanakin et Grand-Popo, une équipe de neuf personnes, et la même pirogue, réparée. Le film sera en éwé et en français, avec des sous-titres en anglais.\n\n## Ce que devient votre argent\n\nSi le minimum est atteint, le tournage commence le mois suivant. S’il ne l’est pas, chacun récupère la totalité de sa contribution, par le moyen avec lequel il l’a payée.",
        risks: "La crue du Mono peut retarder le tournage de deux semaines : nous avons gardé ces deux semaines. Si un acteur nous quitte, deux remplaçants ont déjà répété.",
        budget: &[
            ("Équipe, douze jours", 620_000, 900_000),
            ("Pirogue, essence, transport", 240_000, 300_000),
            ("Caméra et son", 380_000, 650_000),
            ("Montage et étalonnage", 260_000, 450_000),
        ],
        tiers: &[
            ("Merci", "Votre nom au générique de fin.", 5_000, 0),
            (
                "La première à Lomé",
                "Deux places pour la première au cinéma de plein air de Kodjoviakopé, et votre nom au générique.",
                25_000,
                40,
            ),
            (
                "Une journée de tournage",
                "Venez passer une journée avec l’équipe au bord du fleuve. Transport non compris.",
                100_000,
                6,
            ),
        ],
        trailer: Some((Scene::Night, 14)),
        days: 30,
        online_for_minutes: 12 * DAY,
        pledges: &[
            pledge("Esi Amouzou", "90112201", 25_000, 2),
            pledge("Komlan Dossou", "92334455", 5_000, 1),
            hidden("Yao Attiogbé", "97445566", 50_000, 0),
            pledge("Rachida Bello", "99223344", 100_000, 3),
            pledge("Mawuli Agbeko", "70223311", 5_000, 1),
            pledge("Sena Akakpo", "96778899", 25_000, 2),
            pledge("Dédé Lawson", "91556677", 10_000, 1),
        ],
    },
    DemoProject {
        title: "Des sous-titres en éwé et en kabyè",
        pitch: "Trois films du catalogue, deux langues, un traducteur et une traductrice : pour que nos mères les regardent aussi.",
        story: "Nos films parlent de gens qui ne lisent pas toujours le français. Avec ce petit budget, Abla Ketor et Essowè Tchalla traduisent et calent les sous-titres de trois films, en éwé et en kabyè. Les fichiers seront libres : toute salle, toute école pourra les utiliser.\n\nLe travail est prêt à commencer : les dialogues sont transcrits, les minutages relevés.",
        risks: "Peu de choses peuvent mal tourner : les deux traducteurs ont déjà sous-titré six films.",
        budget: &[("Traduction, deux langues", 40_000, 60_000), ("Calage et relecture", 20_000, 30_000)],
        tiers: &[
            ("Merci", "Votre nom dans le fichier des sous-titres.", 2_000, 0),
            ("Projection", "Une place à la projection de quartier à Kara.", 10_000, 30),
        ],
        trailer: None,
        days: 1,
        online_for_minutes: DAY - MINUTES_LEFT,
        pledges: &[
            pledge("Afiwa Gbedemah", "93445511", 10_000, 2),
            pledge("Tchaa Pali", "98112277", 30_000, 2),
            hidden("Kossi Mensah", "71229988", 15_000, 0),
            pledge("Ablavi Sodji", "79334422", 10_000, 2),
        ],
    },
    DemoProject {
        title: "Un drone au-dessus de Lomé",
        pitch: "Une série de cinq courts portraits de la ville vue du ciel, quartier par quartier.",
        story: "Bè, Kodjoviakopé, Adidogomé, le port, la lagune : cinq films de quatre minutes, tournés à l’aube, racontés par celles et ceux qui y travaillent. Les autorisations de vol sont demandées, les cinq narrateurs ont été choisis, et la musique sera jouée par un quintette de la ville.\n\nIl nous manque l’essentiel : la machine, et quelqu’un qui sait la piloter par vent de mer.",
        risks: "Les autorisations de vol peuvent être refusées pour le port ; nous filmerions alors depuis la jetée.",
        budget: &[("Drone et batteries", 700_000, 1_100_000), ("Pilote, dix matinées", 200_000, 300_000)],
        tiers: &[("Merci", "Une carte postale du ciel de Lomé.", 5_000, 0)],
        trailer: None,
        days: 1,
        online_for_minutes: DAY - MINUTES_LEFT,
        pledges: &[pledge("Edem Kponton", "92887766", 20_000, 1), pledge("Akouvi Tossou", "99008811", 5_000, 1)],
    },
];

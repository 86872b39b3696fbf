//! Icons: symbols of one sprite that the front-end build makes from lucide (ISC licence).

use maud::{Markup, Render, html};

use crate::assets;

macro_rules! icons {
    ($($variant:ident = $name:literal),* $(,)?) => {
        /// An icon of the sprite. `web/src/icons.json` lists the same names; a test compares them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[expect(missing_docs, reason = "each is the lucide icon of its name")]
        pub enum Icon { $($variant),* }

        impl Icon {
            /// Every icon of the sprite.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name of the symbol.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }
        }
    };
}

icons! {
    Add = "plus", Alert = "triangle-alert", ArrowLeft = "arrow-left", ArrowRight = "arrow-right", Bell = "bell",
    Bookmark = "bookmark", Calendar = "calendar", Captions = "captions", Check = "check", CheckCircle = "circle-check",
    ChevronDown = "chevron-down", ChevronRight = "chevron-right", Clock = "clock", Close = "x", Copy = "copy",
    Download = "download", Edit = "pencil", ExternalLink = "external-link", Eye = "eye", EyeOff = "eye-off",
    File = "file", Film = "film", Filter = "sliders-horizontal", Flag = "flag", Folder = "folder", Gauge = "gauge",
    Globe = "globe", Heart = "heart", History = "history", Home = "house", Image = "image", Info = "info", Key = "key",
    Languages = "languages", Leaf = "leaf", Link = "link", List = "list", Lock = "lock", LogIn = "log-in",
    LogOut = "log-out", Mail = "mail", Menu = "menu", Message = "message-square", Monitor = "monitor", Moon = "moon",
    More = "ellipsis", Pause = "pause", Pin = "map-pin", Play = "play", Refresh = "refresh-cw", Search = "search",
    Send = "send", Settings = "settings", Share = "share-2", Shield = "shield", Star = "star", Sun = "sun",
    Trash = "trash-2", Upload = "upload", User = "user", Users = "users", Video = "clapperboard", Volume = "volume-2",
    Wallet = "wallet", Wifi = "wifi", WifiOff = "wifi-off",
}

impl Render for Icon {
    fn render(&self) -> Markup {
        html! {
            svg.icon aria-hidden="true" focusable="false" {
                use href={ (assets::url("icons.svg")) "#" (self.as_str()) } {}
            }
        }
    }
}

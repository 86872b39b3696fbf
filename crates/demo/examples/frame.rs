//! Writes one frame of each scene and every picture of the market as PNG, to look at: `cargo run -p demo --example frame -- FOLDER SECONDS`.

use demo::{
    pictures::Picture,
    scenes::{HEIGHT, Scene, WIDTH},
};
use resvg::{tiny_skia, usvg};

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (folder, seconds) = (arguments.next().unwrap_or_else(|| ".".into()), arguments.next().unwrap_or_else(|| "12".into()));
    for scene in [Scene::River, Scene::Loom, Scene::Dunes, Scene::Night, Scene::Drum, Scene::Rows] {
        let tree = usvg::Tree::from_str(&scene.frame(seconds.parse()?), &usvg::Options::default())?;
        let mut picture = tiny_skia::Pixmap::new(WIDTH, HEIGHT).ok_or_else(|| anyhow::anyhow!("no picture"))?;
        resvg::render(&tree, tiny_skia::Transform::identity(), &mut picture.as_mut());
        picture.save_png(format!("{folder}/{scene:?}.png"))?;
    }
    for picture in Picture::ALL {
        std::fs::write(format!("{folder}/{picture:?}.png"), picture.png()?)?;
    }
    Ok(())
}

//! Owns the variants of pages: without names, the gold text alone, and a little of it in a frame of
//! menus and footers.

use xxhash_rust::xxh3::xxh3_64;

/// Menus, footers and forms as pages of four languages have them.
const FRAMES: [[&str; 6]; 4] = [
    ["Home", "News", "Contact us", "Sign up", "All rights reserved", "Read more"],
    ["Startseite", "Themen", "Kontakt", "Anmelden", "Alle Rechte vorbehalten", "Mehr lesen"],
    ["Accueil", "Actualités", "Contact", "S'inscrire", "Tous droits réservés", "Lire la suite"],
    ["Inicio", "Noticias", "Contacto", "Suscribirse", "Todos los derechos reservados", "Leer más"],
];

fn escape(line: &str) -> String {
    line.replace('&', "&amp;").replace('<', "&lt;")
}

/// Some lines as a small page: in a frame that says by its tags what it is, or by its links alone.
pub fn framed(lines: &[&str], id: &str) -> String {
    let draw = xxh3_64(id.as_bytes()) >> 8;
    let [home, news, contact, sign_up, rights, more] = FRAMES[(draw % 4) as usize];
    let text: String = lines.iter().map(|line| format!("<p>{}</p>", escape(line))).collect();
    let menu = format!(
        "<ul><li><a href=/>{home}</a></li><li><a href=/n>{news}</a></li><li><a href=/c>{contact}</a></li></ul>"
    );
    match draw / 4 % 5 {
        0 => format!(
            "<header><nav>{menu}</nav></header><main>{text}</main><footer><p>© 2024. {rights}.</p></footer>"
        ),
        1 => format!(
            "<nav>{menu}</nav><div>{text}</div><form><label>Email</label><input><button>{sign_up}</button></form>\
             <footer>{contact} · {rights}</footer>"
        ),
        2 => format!(
            "<div>{menu}</div><article>{text}<p hidden>{sign_up}</p></article><aside><h3>{news}</h3>\
             <a href=/x>{more}</a></aside><div>© 2024</div>"
        ),
        3 => format!(
            "<p><a href=/>{home}</a> | <a href=/n>{news}</a></p>{text}<div style='display:none'>{more}</div>\
             <p><a href=/c>{contact}</a></p>"
        ),
        _ => format!("<form><nav>{menu}</nav>{text}<button>{sign_up}</button></form>"),
    }
}

/// The page without the names of classes and ids.
pub fn nameless(html: &str) -> String {
    html.replace(" class=", " data-c=").replace(" id=", " data-i=")
}

/// The gold text alone as a page: as paragraphs, as boxes, or with line breaks; all or its beginning.
pub fn bare(gold: &str, draw: u64) -> String {
    let lines: Vec<String> =
        gold.lines().filter(|line| !line.trim().is_empty()).map(escape).collect();
    match draw {
        3 => format!("<html><body><p>{}</p></body></html>", lines.join("</p><p>")),
        4 => format!(
            "<body><div><div>{}</div></div>",
            lines[..lines.len().min(4)].join("</div><div>")
        ),
        _ => lines.join("<br><br>"),
    }
}

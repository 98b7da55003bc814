//! `yinxin trace` (溯源): finds the archive copy that a scan, photograph or screenshot shows.

use std::path::PathBuf;
use std::process::ExitCode;

use domain::caller::Caller;

use crate::config::Config;
use crate::language::either;
use crate::output::{Failure, note, say, say_json};
use crate::{Where, city};

#[derive(clap::Args)]
pub struct Arguments {
    /// PNG or JPEG file: a scan, photograph or screenshot of a copy or of a part of it
    image: PathBuf,
    /// Identifier of the certificate that the picture shows; without it, a QR code in the picture
    /// must name the certificate
    #[arg(long)]
    identifier: Option<String>,
    /// Path of a PNG to write that shows the marked glyphs
    #[arg(long, value_name = "PNG")]
    evidence: Option<PathBuf>,
    #[command(flatten)]
    place: Where,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Exit code 0: a copy is named; 1: no mark was found; 2: the picture cannot be used.
pub async fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let picture = std::fs::read(&arguments.image).map_err(Failure::at(&arguments.image))?;
    let app = city::open(&Config::of(&arguments.place)?).await?;
    let shell = Caller::program("shell");
    let ((traced, evidence), _) =
        app.trace(&shell, arguments.identifier.as_deref(), picture).await?;
    if let (Some(path), Some(png)) = (&arguments.evidence, &evidence) {
        std::fs::write(path, png).map_err(Failure::at(path))?;
        note(&format!("{}", path.display()));
    }
    if arguments.json {
        say_json(&traced)?;
    } else {
        for copy in &traced.named {
            let (unit, used) = (&copy.unit_code, &copy.use_code);
            say(&format!("{}\tz {:.1}\t{unit}\t{used}", copy.copy_id, copy.z));
        }
        if let Some(code) = &traced.code {
            let word = either!("二维码", "code");
            say(&format!("{}\t{word}\t{}\t{}", code.copy_id, code.unit_code, code.use_code));
        }
        if traced.named.is_empty() {
            say(&either!(
                "未发现标记（已比较 {count} 个副本）",
                "no mark found ({count} copies compared)",
                count = traced.candidates
            ));
        }
    }
    Ok(if traced.named.is_empty() { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

//! `yinxin verify`: verifies an OFD file alone, or with the log and register of a city.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use app::verify::{Outcome, Verdict, Verification, verify_alone_until};
use app::{Clock as _, SystemClock};

use crate::config::Config;
use crate::language::{current, either};
use crate::output::{Failure, say, say_json};
use crate::{Where, city};

#[derive(clap::Args)]
pub struct Arguments {
    /// The OFD file
    file: PathBuf,
    /// Bundle of trusted authorities in PEM (`yinxin trust export`)
    #[arg(long, value_name = "PEM")]
    trust: Option<PathBuf>,
    /// Let this server verify with its log and register, such as http://127.0.0.1:8700
    #[arg(long, value_name = "URL", conflicts_with_all = ["data", "config", "trust"])]
    server: Option<String>,
    /// PEM file of the authorities whose https server is trusted
    #[arg(long, value_name = "PEM", requires = "server")]
    authorities: Option<PathBuf>,
    #[command(flatten)]
    place: Where,
    /// Print one JSON object with every check
    #[arg(long)]
    json: bool,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let bytes = std::fs::read(&arguments.file).map_err(Failure::at(&arguments.file))?;
    let with_city = arguments.place.data.is_some() || arguments.place.config.is_some();
    let verification = if let Some(server) = &arguments.server {
        ask(server, bytes, arguments.authorities.as_deref()).await?
    } else if with_city {
        let app = city::open(&Config::of(&arguments.place)?).await?;
        app.verify_file(&bytes).await?
    } else {
        let trust = match &arguments.trust {
            Some(file) => std::fs::read_to_string(file).map_err(Failure::at(file))?,
            None => String::new(),
        };
        // Without a city there is no configuration, so the usual tolerance applies.
        let latest = SystemClock.now() / 1000 + app::CLOCKS_AHEAD;
        verify_alone_until(&bytes, &trust, latest)?
    };
    if arguments.json {
        say_json(&verification)?;
    } else {
        say_verification(&verification);
    }
    Ok(match verification.verdict {
        Verdict::Valid => ExitCode::SUCCESS,
        Verdict::Invalid => ExitCode::from(1),
        Verdict::Unreadable | Verdict::Refused => ExitCode::from(2),
    })
}

/// The server's own verdict. Errors: not reachable, or it answers with a problem.
async fn ask(
    server: &str,
    bytes: Vec<u8>,
    authorities: Option<&Path>,
) -> Result<Verification, Failure> {
    let authorities = authorities.map(city::read_authorities).transpose()?.unwrap_or_default();
    let server = server.to_owned();
    let answer = tokio::task::spawn_blocking(move || {
        outside::verify_at(&server, &bytes, &authorities)
            .map_err(|why| Failure(either!("{server} 没有作出核验：{why}", "{server}: {why}")))
    });
    Ok(serde_json::from_str(&answer.await??)?)
}

fn say_verification(verification: &Verification) {
    for check in &verification.checks {
        let mark = match check.outcome {
            Outcome::Passed => "✓",
            Outcome::Failed => "✗",
            Outcome::Unknown => "?",
        };
        let words = current().pick(&check.zh, &check.en);
        say(&format!("{mark} {:<22} {words}", check.name));
    }
    let verdict = match verification.verdict {
        Verdict::Valid => either!("有效", "VALID"),
        Verdict::Invalid => either!("无效", "INVALID"),
        Verdict::Unreadable => either!("无法识别", "UNREADABLE"),
        Verdict::Refused => either!("超出限额", "REFUSED"),
    };
    let (zh, en) = (&verification.summary_zh, &verification.summary_en);
    say(&either!("{verdict}：{zh}", "{verdict}: {en}"));
}

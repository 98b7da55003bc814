//! `yinxin people`: recovers accounts on the machine, for people whom nobody can let in otherwise. Each act is
//! recorded in the log.

use std::io::Read;
use std::path::PathBuf;
use std::process::ExitCode;

use app::onboarding::{code_at, soft_key};
use app::{Clock as _, SystemClock, SystemRandomness};

use crate::config::Config;
use crate::input::utf8;
use crate::language::either;
use crate::output::{Failure, note, say};
use crate::{Where, city, private};

#[derive(clap::Subcommand)]
pub enum What {
    /// Let the owner of an account try again: forget the failed logins
    Unlock {
        #[command(flatten)]
        place: Where,
        /// Login name
        #[arg(long, value_name = "NAME")]
        account: String,
        /// Forget also the failed logins from this client address
        #[arg(long, value_name = "IP")]
        address: Option<std::net::IpAddr>,
    },
    /// Resume a suspended person, if no administrator is left who could
    Resume {
        #[command(flatten)]
        place: Where,
        /// Login name
        #[arg(long, value_name = "NAME")]
        account: String,
    },
    /// Give an account the password in the first line of standard input; its owner must change it at the
    /// next login, and all sessions end
    ResetPassword {
        #[command(flatten)]
        place: Where,
        /// Login name
        #[arg(long, value_name = "NAME")]
        account: String,
    },
    /// Withdraw the one-time codes of an account whose owner has lost the token
    WithdrawCodes {
        #[command(flatten)]
        place: Where,
        /// Login name
        #[arg(long, value_name = "NAME")]
        account: String,
    },
    /// Write a new key with its certificate for logging in to a file, as a USB key would hold it; for a demo
    /// and for tests
    SoftKey {
        /// Name in the certificate
        #[arg(long, value_name = "NAME")]
        name: String,
        /// File to write; only its owner can read it
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Show the present one-time code of the secret in the first line of standard input, as a token does
    /// (GM/T 0021); for a demo and for tests
    Code,
}

/// The first line of standard input.
fn first_line() -> Result<String, Failure> {
    let mut given = Vec::new();
    std::io::stdin().read_to_end(&mut given)?;
    let given =
        utf8(given).map_err(|why| Failure(either!("标准输入{why}", "standard input {why}")))?;
    Ok(given.lines().next().unwrap_or_default().to_owned())
}

/// Shows the code of a secret in hexadecimal, with or without spaces.
fn show_code(secret: &str) -> Result<(), Failure> {
    let code = code_at(secret, SystemClock.now()).ok_or_else(|| {
        Failure(either!("密钥须为 32 位十六进制数字", "the secret must have 32 hexadecimal digits"))
    })?;
    say(&code);
    Ok(())
}

pub async fn run(what: What) -> Result<ExitCode, Failure> {
    match what {
        What::Unlock { place, account, address } => {
            let app = city::open(&Config::of(&place)?).await?;
            let address = address.map(|address| address.to_canonical().to_string());
            app.unlock_account(&account, address.as_deref()).await?;
            app.store().close().await;
            note(&either!("{account} 可以重新登录", "{account} can log in again"));
        }
        What::Resume { place, account } => {
            let app = city::open(&Config::of(&place)?).await?;
            app.resume_account(&account).await?;
            app.store().close().await;
            note(&either!("{account} 已启用", "{account} is resumed"));
        }
        What::ResetPassword { place, account } => {
            let app = city::open(&Config::of(&place)?).await?;
            app.reset_password(&account, &first_line()?).await?;
            app.store().close().await;
            note(&either!(
                "{account} 的口令已重置，首次登录须更改",
                "the password of {account} is reset and must be changed at the next login"
            ));
        }
        What::WithdrawCodes { place, account } => {
            let app = city::open(&Config::of(&place)?).await?;
            app.withdraw_codes_of_account(&account).await?;
            app.store().close().await;
            note(&either!(
                "{account} 的动态口令已停用",
                "the one-time codes of {account} are withdrawn"
            ));
        }
        What::SoftKey { name, out } => {
            let text = soft_key(&name, SystemClock.now() / 1000, &SystemRandomness)?;
            private::write_new(&out, &text).map_err(Failure::at(&out))?;
            let out = out.display();
            note(&either!("登录证书及其密钥已写入 {out}", "key and certificate are in {out}"));
        }
        What::Code => show_code(&first_line()?)?,
    }
    Ok(ExitCode::SUCCESS)
}

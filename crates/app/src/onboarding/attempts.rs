//! Attempts at passwords (等保三级, decision 0023): each is counted before it is judged, so that attempts at
//! the same time cannot be judged on one count.
//!
//! Three counts are kept: of the client address, of the account, and of the address at this account. After
//! some attempts each of them demands a delay that grows. An attempt is judged if the address may try, the
//! address may try this account, and the account may be tried. An address without a failure of its own at the
//! account is judged although the account may not be tried yet: so strangers can delay each other, but they
//! cannot keep away the owner of the account. Counts are forgotten an hour after the last attempt.
//!
//! The database holds keyed hashes of accounts and addresses, never the text (I10). Accounts that do not
//! exist are counted in the same way.

use domain::{Code, Refusal};
use store::{GuardRow, Operation};

use crate::kernel::{App, Error};

/// How long an attempt is remembered, in milliseconds; the query `take_attempt` says the same.
pub(super) const MEMORY: i64 = 60 * 60_000;

/// How a count turns into a delay: nothing for the first `free` attempts, then as many seconds as the
/// square of the attempts above them, of which `most` lengthen the delay.
#[derive(Clone, Copy)]
struct Ladder {
    free: i64,
    most: i64,
}

/// Attempts at one account: up to 15 minutes between two.
const ACCOUNT: Ladder = Ladder { free: 5, most: 30 };
/// Attempts from one address, behind which a whole office may stand: up to 25 seconds between two.
const ADDRESS: Ladder = Ladder { free: 20, most: 5 };
/// A second in milliseconds.
const SECOND: i64 = 1_000;

/// An attempt that was counted and may be judged.
pub(super) struct Attempt {
    address: ([u8; 32], GuardRow),
    pair: ([u8; 32], GuardRow),
    account: ([u8; 32], GuardRow),
}

/// The keyed hashes under which attempts are counted.
pub(super) struct Guards {
    pub(super) account: [u8; 32],
    pub(super) address: [u8; 32],
    pair: [u8; 32],
}

impl App {
    pub(super) fn guards(&self, account: &str, address: &str) -> Guards {
        let keys = self.store().keys();
        let index = |what: &str, text: &str| keys.index(&format!("login.{what}"), text);
        // An address has no line feed, so different pairs have different texts.
        let pair = format!("{address}\n{account}");
        Guards {
            account: index("account", account),
            address: index("address", address),
            pair: index("pair", &pair),
        }
    }

    /// Counts an attempt at a password, in one transaction that ends before the password is judged. Errors:
    /// [`Code::LoginLocked`] with the seconds to wait; then nothing is counted, so that asking again does
    /// not lengthen the delay.
    pub(super) async fn take_attempt(
        &self,
        account: &str,
        address: &str,
    ) -> Result<Attempt, Error> {
        let guards = self.guards(account, address);
        let now = self.now();
        let mut operation = self.store().operation().await?;
        // Always in this order, so that two attempts cannot wait for each other.
        let by_address = take(&mut operation, &guards.address, &[], ADDRESS, now).await?;
        let of_pair = take(&mut operation, &guards.pair, &guards.account, ACCOUNT, now).await?;
        let mine = guards.account;
        let at_account = match take(&mut operation, &mine, &mine, ACCOUNT, now).await {
            // The first attempt of this address at this account.
            Err(Error::Refused(_)) if of_pair.failures == 1 => {
                operation.count_attempt(&mine, now).await?;
                operation.guard(&mine).await?.unwrap_or_default()
            }
            other => other?,
        };
        operation.commit().await?;
        Ok(Attempt {
            address: (guards.address, by_address),
            pair: (guards.pair, of_pair),
            account: (mine, at_account),
        })
    }

    /// Settles an attempt with the right password: the account and the address at the account begin anew.
    /// The address keeps its other failures, because whoever knows one password may guess others.
    pub(super) async fn attempt_was_right(&self, attempt: &Attempt) -> Result<(), Error> {
        let mut operation = self.store().operation().await?;
        let (address, row) = &attempt.address;
        operation.give_back_attempt(address, row.next_at).await?;
        operation.forget_guard(&attempt.pair.0).await?;
        operation.forget_guard(&attempt.account.0).await?;
        Ok(operation.commit().await?)
    }

    /// Settles an attempt that could not be judged, for example because the server was busy.
    pub(super) async fn attempt_was_none(&self, attempt: &Attempt) -> Result<(), Error> {
        let mut operation = self.store().operation().await?;
        for (guard, row) in [&attempt.address, &attempt.pair, &attempt.account] {
            operation.give_back_attempt(guard, row.next_at).await?;
        }
        Ok(operation.commit().await?)
    }
}

/// Counts an attempt under one guard. Errors: [`Code::LoginLocked`] before the delay has passed.
async fn take(
    operation: &mut Operation,
    guard: &[u8],
    account: &[u8],
    ladder: Ladder,
    now: i64,
) -> Result<GuardRow, Error> {
    let Ladder { free, most } = ladder;
    let longest = SECOND * most * most;
    let taken = operation.take_attempt(guard, account, now, free, most, longest).await?;
    if let Some(row) = taken {
        return Ok(row);
    }
    let next_at = operation.guard(guard).await?.map_or(now, |row| row.next_at);
    // The fact becomes the header Retry-After.
    let seconds = (next_at - now).max(0) / 1_000 + 1;
    Err(Refusal::new(Code::LoginLocked).with("retry_after", seconds.to_string()).into())
}

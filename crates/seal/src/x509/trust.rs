//! Whom we trust, and whether an X.509 certificate leads there.
//!
//! Chain, time, usage and revocation are separate findings: a document signed by an unknown
//! CA with a good signature is something else than a forged one (GB/T 38540 ch. 7).

use der::pem::PemLabel;

use super::{Crl, Reason, X509, X509Error};

/// Longest way from a signer to a root, in X.509 certificates.
const MAX_CHAIN: usize = 5;

/// Roots, CAs below them, pinned seal makers, revocation lists.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    roots: Vec<X509>,
    intermediates: Vec<X509>,
    makers: Vec<X509>,
    lists: Vec<Crl>,
}

/// What the holder is to be allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Usage {
    /// Making seals.
    SealMaker,
    /// Signing documents.
    Signer,
    /// Signing time stamps.
    TimeStamper,
}

/// When something was signed, Unix seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub at: i64,
    /// Shown by a time stamp, not only said by the signer: then a key that was lost later still
    /// signed in good time.
    pub proven: bool,
}

impl From<i64> for Moment {
    /// The signer's own word.
    fn from(at: i64) -> Self {
        Self { at, proven: false }
    }
}

/// One finding about a chain. Times are Unix seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChainFinding {
    Good,
    /// No trusted X.509 certificate bears the issuer's name.
    UnknownIssuer,
    /// The issuer is known by name, but did not sign this.
    NotSignedByIssuer,
    /// The signer of the X.509 certificate is no CA, or not for so long a chain.
    NotAnIssuer,
    TooLong,
    NotYetValid {
        from: i64,
    },
    Expired {
        until: i64,
    },
    /// keyUsage or basicConstraints do not allow this use, or an extension is not understood.
    WrongUsage,
    /// Seal makers are pinned and this is not one of them.
    NotPinned,
    Revoked {
        at: i64,
        reason: Reason,
    },
    /// No list of the issuer reaches the moment in question.
    NoList,
    /// Not looked at, since there is no chain.
    NotChecked,
}

/// The findings, each on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainReport {
    pub chain: ChainFinding,
    pub time: ChainFinding,
    pub usage: ChainFinding,
    pub revocation: ChainFinding,
}

impl Trust {
    /// Nobody is trusted.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// # Errors
    /// [`X509Error::NoAnchor`] unless it is self-signed and a CA.
    pub fn add_root(&mut self, root: X509) -> Result<(), X509Error> {
        if !root.is_self_signed() || !root.rights()?.signs_x509 {
            return Err(X509Error::NoAnchor);
        }
        self.roots.push(root);
        Ok(())
    }

    /// Adds a CA that is trusted only as far as it chains to a root.
    ///
    /// # Errors
    /// [`X509Error::NotAnIssuer`] unless it is a CA.
    pub fn add_intermediate(&mut self, ca: X509) -> Result<(), X509Error> {
        if !ca.rights()?.signs_x509 {
            return Err(X509Error::NotAnIssuer("X.509 certificates"));
        }
        self.intermediates.push(ca);
        Ok(())
    }

    /// From the first call on only pinned holders may make seals. Without it every end entity
    /// of a trusted CA could forge seals of any unit, because no standard extension tells a
    /// seal maker from a unit's signer.
    pub fn pin_maker(&mut self, maker: X509) {
        self.makers.push(maker);
    }

    /// Adds a revocation list; lists of unknown or wrong issuers are never used.
    pub fn add_list(&mut self, list: Crl) {
        self.lists.push(list);
    }

    /// Reads a PEM bundle: self-signed CAs become roots, other CAs intermediates, end entities
    /// pinned seal makers, `X509 CRL` blocks revocation lists. Text between blocks is skipped.
    ///
    /// # Errors
    /// [`X509Error::NoAnchor`] if there is no root; else what is wrong with a block.
    pub fn from_pem(text: &str) -> Result<Self, X509Error> {
        let mut trust = Self::new();
        for block in blocks(text) {
            if block.contains(&boundary("BEGIN", CRL_LABEL)) {
                trust.add_list(Crl::from_pem(block)?);
                continue;
            }
            let x509 = X509::from_pem(block)?;
            let rights = x509.rights()?;
            if rights.stamps_time {
                // Time stampers travel in their tokens; the root vouches for them.
            } else if !rights.ca {
                trust.pin_maker(x509);
            } else if x509.is_self_signed() {
                trust.add_root(x509)?;
            } else {
                trust.add_intermediate(x509)?;
            }
        }
        if trust.roots.is_empty() { Err(X509Error::NoAnchor) } else { Ok(trust) }
    }

    /// Everything as one PEM bundle, roots first; [`Self::from_pem`] reads it back, and OpenSSL
    /// takes it as `-CAfile`.
    ///
    /// # Errors
    /// [`X509Error::Der`] if a block cannot be made.
    pub fn to_pem(&self) -> Result<String, X509Error> {
        let x509s = self.roots.iter().chain(&self.intermediates).chain(&self.makers);
        let mut text = x509s.map(X509::to_pem).collect::<Result<String, _>>()?;
        for list in &self.lists {
            text.push_str(&list.to_pem()?);
        }
        Ok(text)
    }

    /// Checks `leaf` for `usage` at `moment`.
    #[must_use]
    pub fn check(&self, leaf: &X509, moment: impl Into<Moment>, usage: Usage) -> ChainReport {
        let moment = moment.into();
        let usage = self.check_usage(leaf, usage);
        match self.path(leaf, 0) {
            Ok(issuers) => ChainReport {
                chain: ChainFinding::Good,
                time: check_time(leaf, &issuers, moment.at),
                usage,
                revocation: self.check_revocation(leaf, &issuers, moment),
            },
            Err(finding) => ChainReport {
                chain: finding,
                time: check_time(leaf, &[], moment.at),
                usage,
                revocation: ChainFinding::NotChecked,
            },
        }
    }

    /// The issuers from the leaf's to a root, or the reason that came closest.
    fn path(&self, subject: &X509, cas_below: usize) -> Result<Vec<&X509>, ChainFinding> {
        if cas_below >= MAX_CHAIN {
            return Err(ChainFinding::TooLong);
        }
        let name = subject.inner.tbs_certificate().issuer();
        let roots = self.roots.iter().map(|x| (x, true));
        let candidates = roots.chain(self.intermediates.iter().map(|x| (x, false)));
        let mut finding = ChainFinding::UnknownIssuer;
        for (issuer, is_root) in candidates {
            if issuer.inner.tbs_certificate().subject() != name {
                continue;
            }
            if !subject.is_signed_by(issuer.public_key()) {
                finding = ChainFinding::NotSignedByIssuer;
            } else if !issuer.rights().is_ok_and(|r| {
                r.signs_x509 && r.path_length.is_none_or(|max| cas_below <= usize::from(max))
            }) {
                finding = ChainFinding::NotAnIssuer;
            } else if is_root {
                return Ok(vec![issuer]);
            } else {
                match self.path(issuer, cas_below + 1) {
                    Ok(mut rest) => {
                        rest.insert(0, issuer);
                        return Ok(rest);
                    }
                    Err(deeper) => finding = deeper,
                }
            }
        }
        Err(finding)
    }

    fn check_usage(&self, leaf: &X509, usage: Usage) -> ChainFinding {
        let pinned = match usage {
            Usage::SealMaker => self.makers.is_empty() || self.makers.contains(leaf),
            Usage::Signer | Usage::TimeStamper => true,
        };
        let stamper = usage == Usage::TimeStamper;
        if !leaf.rights().is_ok_and(|r| r.signs_data && !r.ca && r.stamps_time == stamper) {
            ChainFinding::WrongUsage
        } else if !pinned {
            ChainFinding::NotPinned
        } else {
            ChainFinding::Good
        }
    }

    fn check_revocation(&self, leaf: &X509, issuers: &[&X509], moment: Moment) -> ChainFinding {
        let subjects = std::iter::once(leaf).chain(issuers.iter().copied());
        let mut worst = ChainFinding::Good;
        for (subject, issuer) in subjects.zip(issuers) {
            match self.check_one_revocation(subject, issuer, moment) {
                ChainFinding::Good => {}
                revoked @ ChainFinding::Revoked { .. } => return revoked,
                ChainFinding::UnknownIssuer
                | ChainFinding::NotSignedByIssuer
                | ChainFinding::NotAnIssuer
                | ChainFinding::TooLong
                | ChainFinding::NotYetValid { .. }
                | ChainFinding::Expired { .. }
                | ChainFinding::WrongUsage
                | ChainFinding::NotPinned
                | ChainFinding::NoList
                | ChainFinding::NotChecked => worst = ChainFinding::NoList,
            }
        }
        worst
    }

    fn check_one_revocation(&self, subject: &X509, issuer: &X509, moment: Moment) -> ChainFinding {
        let Moment { at, proven } = moment;
        let mut reaches = false;
        for list in self.lists.iter().filter(|list| list.is_from(issuer)) {
            if let Some(entry) = list.find(subject.serial()) {
                // Without a time stamp the signing time is the signer's own word: when the key is
                // compromised, an earlier date proves nothing.
                if entry.at <= at || entry.reason == Reason::Compromised && !proven {
                    return ChainFinding::Revoked { at: entry.at, reason: entry.reason };
                }
            }
            reaches |= list.period().until >= at;
        }
        if reaches { ChainFinding::Good } else { ChainFinding::NoList }
    }
}

const X509_LABEL: &str = <x509_cert::Certificate as PemLabel>::PEM_LABEL;
const CRL_LABEL: &str = "X509 CRL";

fn boundary(word: &str, label: &str) -> String {
    format!("-----{word} {label}-----")
}

/// The PEM blocks of a text that are X.509 certificates or revocation lists.
fn blocks(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (start, label) = [X509_LABEL, CRL_LABEL]
            .into_iter()
            .filter_map(|label| Some((rest.find(&boundary("BEGIN", label))?, label)))
            .min()?;
        let end_line = boundary("END", label);
        let end = start + rest.get(start..)?.find(&end_line)? + end_line.len();
        let block = rest.get(start..end)?;
        rest = rest.get(end..)?;
        Some(block)
    })
}

fn check_time(leaf: &X509, issuers: &[&X509], at: i64) -> ChainFinding {
    for x509 in std::iter::once(leaf).chain(issuers.iter().copied()) {
        let validity = x509.validity();
        if at < validity.from {
            return ChainFinding::NotYetValid { from: validity.from };
        }
        if at > validity.until {
            return ChainFinding::Expired { until: validity.until };
        }
    }
    ChainFinding::Good
}

//! Trust anchors, and the check of an X.509 certificate against them.
//!
//! Chain, time, usage and revocation are separate findings (GB/T 38540-2020 §7): a document with a valid
//! signature of a signer whose CA is unknown must be told apart from a forged one.

use budget::{Budget, Exceeded, Work};
use der::pem::PemLabel;

use super::{Crl, Reason, X509, X509Error};

/// Maximum number of CAs in a chain, the root included.
const MAX_CHAIN_LENGTH: usize = 5;

/// What is trusted: root CAs, intermediate CAs, pinned seal makers, and revocation lists.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    roots: Vec<X509>,
    intermediates: Vec<X509>,
    makers: Vec<X509>,
    lists: Vec<Crl>,
}

/// The use of a key that is to be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Usage {
    /// Making seals.
    SealMaker,
    /// Signing documents.
    Signer,
    /// Signing time stamps.
    TimeStamper,
}

/// The time of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Unix seconds.
    pub at: i64,
    /// Whether a time stamp or the log proves the time. Then the signature remains valid even if its
    /// key is compromised later.
    pub proven: bool,
}

impl From<i64> for Moment {
    /// A time that only the signer states, and that is therefore not proven.
    fn from(at: i64) -> Self {
        Self { at, proven: false }
    }
}

/// One finding about an X.509 certificate. Times are in Unix seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChainFinding {
    Good,
    /// No trusted CA has the issuer's name.
    UnknownIssuer,
    /// A trusted CA has the issuer's name, but its key did not sign this X.509 certificate.
    NotSignedByIssuer,
    /// The issuer is not a CA, or its pathLenConstraint does not permit so long a chain.
    NotAnIssuer,
    /// The chain exceeds the maximum length.
    TooLong,
    NotYetValid {
        from: i64,
    },
    Expired {
        until: i64,
    },
    /// keyUsage, extKeyUsage or basicConstraints do not permit this use, or an unknown extension is
    /// critical.
    WrongUsage,
    /// Seal makers are pinned, and this is not one of them.
    NotPinned,
    Revoked {
        at: i64,
        reason: Reason,
    },
    /// No revocation list of the issuer covers the time of the signature.
    NoList,
    /// Not checked, because there is no chain.
    NotChecked,
}

/// The four independent findings about an X.509 certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainReport {
    /// Whether it chains to a trusted root.
    pub chain: ChainFinding,
    /// Whether it and its issuers were valid at the time of the signature.
    pub time: ChainFinding,
    /// Whether its extensions permit the use.
    pub usage: ChainFinding,
    /// Whether it or one of its issuers was revoked.
    pub revocation: ChainFinding,
}

impl Trust {
    /// Trusts nobody.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a root CA.
    ///
    /// # Errors
    /// [`X509Error::NoAnchor`] unless it is a self-signed CA.
    pub fn add_root(&mut self, root: X509) -> Result<(), X509Error> {
        if !root.is_self_signed() || !root.rights()?.signs_x509 {
            return Err(X509Error::NoAnchor);
        }
        self.roots.push(root);
        Ok(())
    }

    /// Adds an intermediate CA, which is trusted only if it chains to a root.
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

    /// Pins a seal maker. As soon as one is pinned, only pinned ones may make seals. Without pinning,
    /// every end entity of a trusted CA could forge the seals of any unit, because no standard extension
    /// distinguishes a seal maker from a unit's signer.
    pub fn pin_maker(&mut self, maker: X509) {
        self.makers.push(maker);
    }

    /// Adds a revocation list. A list counts only for the issuer that signed it.
    pub fn add_list(&mut self, list: Crl) {
        self.lists.push(list);
    }

    /// Reads a PEM bundle. Self-signed CAs become roots, other CAs intermediates, end entities pinned seal
    /// makers, and `X509 CRL` blocks revocation lists. X.509 certificates of time-stamp authorities and
    /// text between the blocks are skipped.
    ///
    /// # Errors
    /// [`X509Error::NoAnchor`] if there is no root; otherwise the error of the first invalid block.
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
                // Not needed: every token includes the X.509 certificate of its authority.
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

    /// Checks that every X.509 certificate of a PEM bundle is that of a certification authority. Otherwise an
    /// end entity among the files of an outside authority would become a pinned seal maker.
    ///
    /// # Errors
    /// [`X509Error::NoAuthority`] with the subject of the first one whose basicConstraints do not say CA, or
    /// that may not sign X.509 certificates; otherwise the error of the first invalid block.
    pub fn only_authorities(text: &str) -> Result<(), X509Error> {
        for block in blocks(text) {
            if block.contains(&boundary("BEGIN", CRL_LABEL)) {
                Crl::from_pem(block)?;
                continue;
            }
            let x509 = X509::from_pem(block)?;
            if !x509.rights()?.signs_x509 {
                return Err(X509Error::NoAuthority(x509.subject()));
            }
        }
        Ok(())
    }

    /// Returns everything as one PEM bundle, roots first. [`Self::from_pem`] reads it back, and OpenSSL
    /// accepts it as `-CAfile`.
    ///
    /// # Errors
    /// [`X509Error::Der`] if encoding fails.
    pub fn to_pem(&self) -> Result<String, X509Error> {
        let x509s = self.roots.iter().chain(&self.intermediates).chain(&self.makers);
        let mut text = x509s.map(X509::to_pem).collect::<Result<String, _>>()?;
        for list in &self.lists {
            text.push_str(&list.to_pem()?);
        }
        Ok(text)
    }

    /// Checks whether `leaf` may be used for `usage` at `moment`.
    #[must_use]
    pub fn check(&self, leaf: &X509, moment: impl Into<Moment>, usage: Usage) -> ChainReport {
        // Without a limit the check cannot fail.
        let all = Budget::unlimited();
        self.check_within(leaf, moment, usage, &all).unwrap_or(ChainReport {
            chain: ChainFinding::NotChecked,
            time: ChainFinding::NotChecked,
            usage: ChainFinding::NotChecked,
            revocation: ChainFinding::NotChecked,
        })
    }

    /// Like [`Self::check`], within a budget: a signature is judged for every CA with the issuer's name.
    ///
    /// # Errors
    /// The budget does not suffice.
    pub fn check_within(
        &self,
        leaf: &X509,
        moment: impl Into<Moment>,
        usage: Usage,
        budget: &Budget,
    ) -> Result<ChainReport, Exceeded> {
        let moment = moment.into();
        let usage = self.check_usage(leaf, usage);
        Ok(match self.path(leaf, 0, budget)? {
            Ok(issuers) => {
                budget.charge(Work::Reference, (issuers.len() + 1) * self.lists.len())?;
                ChainReport {
                    chain: ChainFinding::Good,
                    time: check_time(leaf, &issuers, moment.at),
                    usage,
                    revocation: self.check_revocation(leaf, &issuers, moment),
                }
            }
            Err(finding) => ChainReport {
                chain: finding,
                time: check_time(leaf, &[], moment.at),
                usage,
                revocation: ChainFinding::NotChecked,
            },
        })
    }

    /// Returns the CAs from the issuer of `subject` up to a root. If there is no path, it returns the
    /// reason why the last candidate was rejected. `cas_below` is the number of CAs below the issuer.
    fn path(&self, subject: &X509, cas_below: usize, budget: &Budget) -> Path<'_> {
        if cas_below >= MAX_CHAIN_LENGTH {
            return Ok(Err(ChainFinding::TooLong));
        }
        budget.charge(Work::Reference, self.roots.len() + self.intermediates.len())?;
        let name = subject.inner.tbs_certificate().issuer();
        let roots = self.roots.iter().map(|x| (x, true));
        let candidates = roots.chain(self.intermediates.iter().map(|x| (x, false)));
        let mut finding = ChainFinding::UnknownIssuer;
        for (issuer, is_root) in candidates {
            if issuer.inner.tbs_certificate().subject() != name {
                continue;
            }
            budget.charge(Work::Hash, subject.as_der().len())?;
            budget.charge(Work::Signature, 1_u64)?;
            if !subject.is_signed_by(issuer.public_key()) {
                finding = ChainFinding::NotSignedByIssuer;
            } else if !issuer.rights().is_ok_and(|r| {
                r.signs_x509 && r.path_length.is_none_or(|max| cas_below <= usize::from(max))
            }) {
                finding = ChainFinding::NotAnIssuer;
            } else if is_root {
                return Ok(Ok(vec![issuer]));
            } else {
                match self.path(issuer, cas_below + 1, budget)? {
                    Ok(mut rest) => {
                        rest.insert(0, issuer);
                        return Ok(Ok(rest));
                    }
                    Err(deeper) => finding = deeper,
                }
            }
        }
        Ok(Err(finding))
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

    /// Checks the leaf and every CA of its path: one revocation decides, and one missing list makes the
    /// result `NoList`.
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
        let mut covered = false;
        for list in self.lists.iter().filter(|list| list.is_from(issuer)) {
            if let Some(entry) = list.find(subject.serial()) {
                // Without a time stamp only the signer states the signing time. Whoever holds a
                // compromised key can state any, so an earlier one proves nothing.
                if entry.at <= at || entry.reason == Reason::Compromised && !proven {
                    return ChainFinding::Revoked { at: entry.at, reason: entry.reason };
                }
            }
            covered |= list.period().until >= at;
        }
        if covered { ChainFinding::Good } else { ChainFinding::NoList }
    }
}

/// The CAs from an issuer up to a root, or why there is no path; or the budget does not suffice.
type Path<'a> = Result<Result<Vec<&'a X509>, ChainFinding>, Exceeded>;

const X509_LABEL: &str = <x509_cert::Certificate as PemLabel>::PEM_LABEL;
const CRL_LABEL: &str = "X509 CRL";

/// Returns the first or last line of a PEM block.
fn boundary(word: &str, label: &str) -> String {
    format!("-----{word} {label}-----")
}

/// Returns those PEM blocks of a text that are X.509 certificates or revocation lists.
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

/// Checks that the leaf and all its issuers were valid at `at`.
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

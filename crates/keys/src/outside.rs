//! Outside certification authorities: a request goes out, their X.509 certificate comes back, and what
//! they vouch for is trusted. Their roots, intermediates and revocation lists lie in `outside/` of the
//! key folder.

use std::fs;
use std::path::Path;

use seal::x509::{SubjectName, Trust, X509, request};

use crate::{Error, KeyFolder, failed, seal_key, write_new};

const OUTSIDE: &str = "outside";

impl KeyFolder {
    /// Makes a key for a seal and the request (PKCS#10 in PEM) that an outside authority is asked
    /// with.
    pub fn request_seal_key(&self, seal_id: &str, owner: &str) -> Result<String, Error> {
        self.make_seal_key(seal_id)?;
        let subject = SubjectName::new(owner, format!("{owner} {seal_id}"));
        // Past the sealing policy: a request is no content, and its bytes could not be mistaken for
        // a stamp's.
        let made = request(self.signer.inner(), &seal_key(seal_id), &subject);
        made.map_err(|error| failed(&self.folder, error))
    }

    /// Whether `x509` is for the seal's key, and trusted. `now` in Unix seconds. Errors: why not.
    pub fn fits(&self, seal_id: &str, x509: &X509, now: i64) -> Result<(), Error> {
        let wrong = |why: &str| Error::Unavailable(format!("X.509 certificate: {why}"));
        let public = self.signer().public_key(&seal_key(seal_id));
        let public = public.map_err(|error| wrong(&error.to_string()))?;
        if *x509.public_key() != public {
            return Err(wrong("it is for another key"));
        }
        let report = self.trust()?.check(x509, now, seal::x509::Usage::Signer);
        let good = [report.chain, report.time, report.usage]
            .iter()
            .all(|finding| *finding == seal::x509::ChainFinding::Good);
        if good { Ok(()) } else { Err(wrong("its chain, period or usage is not good")) }
    }

    /// Trusts what is in a PEM file: roots, intermediates, revocation lists of an outside authority.
    /// Errors: the file holds nothing of the kind, or its name is taken.
    pub fn trust_outside(&self, name: &str, pem: &str) -> Result<(), Error> {
        let folder = self.folder.join(OUTSIDE);
        fs::create_dir_all(&folder).map_err(|error| failed(&folder, error))?;
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if name.is_empty() || !name.chars().all(plain) {
            return Err(failed(&folder, "a name has letters, digits, - and _"));
        }
        // Read together with the city's own: a list alone has no root.
        let own = self.trust_bundle()?;
        Trust::from_pem(&[own.as_str(), pem].concat()).map_err(|error| failed(&folder, error))?;
        if !pem.contains("-----BEGIN ") {
            return Err(failed(&folder, "the file holds no PEM block"));
        }
        write_new(&folder, &format!("{name}.pem"), pem.as_bytes())
    }
}

/// All files of outside authorities as one text; empty if there is none.
pub(super) fn outside(folder: &Path) -> Result<String, Error> {
    let folder = folder.join(OUTSIDE);
    if !folder.exists() {
        return Ok(String::new());
    }
    let wrong = |error| failed(&folder, error);
    let mut files = Vec::new();
    for entry in fs::read_dir(&folder).map_err(wrong)? {
        let path = entry.map_err(wrong)?.path();
        if path.extension().is_some_and(|ending| ending == "pem") {
            files.push(path);
        }
    }
    files.sort();
    files.iter().map(|path| fs::read_to_string(path).map_err(wrong)).collect()
}

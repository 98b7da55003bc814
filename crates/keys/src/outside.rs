//! Outside certification authorities, which may issue the X.509 certificates of seals. Their roots,
//! intermediates and revocation lists are in `outside/` of the key folder.

use std::fs;
use std::path::Path;

use seal::x509::{SubjectName, Trust, X509, request};

use crate::{Error, KeyFolder, failed, seal_key, write_new};

/// The folder with the files of outside authorities.
const OUTSIDE: &str = "outside";

impl KeyFolder {
    /// Makes a key for a seal, and the request (PKCS#10 in PEM) for its X.509 certificate to an
    /// outside authority.
    pub fn request_seal_key(&self, seal_id: &str, owner: &str) -> Result<String, Error> {
        self.make_seal_key(seal_id)?;
        let subject = SubjectName::of_key(owner, seal_id);
        // The inner signer bypasses the sealing policy, because a request is no content. The signed
        // bytes of a request cannot be mistaken for those of a stamp.
        let made = request(self.signer.inner(), &seal_key(seal_id), &subject);
        made.map_err(|error| failed(&self.folder, error))
    }

    /// Checks the X.509 certificate of a seal; `now` in Unix seconds. Errors: it is for another
    /// key, or its chain, period or usage is not valid.
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
        if good { Ok(()) } else { Err(wrong("its chain, period or usage is not valid")) }
    }

    /// Adds an outside authority to what the city trusts. `pem` contains its roots, intermediates
    /// and revocation lists. Errors: the text cannot be parsed, it contains the X.509
    /// certificate of an end entity, or the name is malformed or taken.
    pub fn trust_outside(&self, name: &str, pem: &str) -> Result<(), Error> {
        let folder = self.folder.join(OUTSIDE);
        fs::create_dir_all(&folder).map_err(|error| failed(&folder, error))?;
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if name.is_empty() || !name.chars().all(plain) {
            return Err(failed(&folder, "a name may contain only letters, digits, - and _"));
        }
        if pem.contains("PRIVATE KEY-----") {
            return Err(failed(
                &folder,
                "the file contains a private key, which belongs to nobody else",
            ));
        }
        if !["CERTIFICATE", "X509 CRL"]
            .iter()
            .any(|kind| pem.contains(&format!("-----BEGIN {kind}-----")))
        {
            return Err(failed(
                &folder,
                "the file contains no X.509 certificate and no revocation list",
            ));
        }
        Trust::only_authorities(pem).map_err(|error| failed(&folder, error))?;
        // The text is parsed together with the city's own bundle, because a revocation list alone
        // has no root.
        let own = self.trust_bundle()?;
        Trust::from_pem(&[own.as_str(), pem].concat()).map_err(|error| failed(&folder, error))?;
        write_new(&folder, &format!("{name}.pem"), pem.as_bytes())
    }
}

/// The files of all outside authorities as one text; empty if there are none.
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

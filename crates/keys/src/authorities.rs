//! Those who vouch: the city's root, its seal maker, its stamper, and the first revocation list.

use std::path::Path;
use std::sync::Arc;

use seal::signer::{KeyRef, Signer, SignerError};
use seal::x509::{Ca, Profile, SubjectName, Validity, X509};

use crate::{
    DAY, Error, LIST_DAYS, MAKER_DAYS, ROOT_DAYS, Randomness, STAMPER, ca_key, draw, failed,
    maker_key, stamper_key, write_new, x509,
};

/// The city's name, as its root says it.
pub(super) fn city_of(root: &X509) -> String {
    let subject = root.subject();
    let name = subject.split(", ").find_map(|part| part.strip_prefix("O="));
    name.unwrap_or_default().to_owned()
}

/// Root, seal maker and the first, empty revocation list.
pub(super) fn authorities(
    folder: &Path,
    signer: &dyn Signer,
    city: &str,
    now: i64,
    randomness: &Arc<dyn Randomness>,
) -> Result<(), Error> {
    let life = |days| Validity { from: now - DAY, until: now + days * DAY };
    let made = || -> Result<[(&str, String); 3], seal::x509::X509Error> {
        let mut draw = draw(randomness);
        let name = SubjectName::new(city, format!("{city} 电子证照根"));
        let ca = Ca::new_root(signer, ca_key(), &name, life(ROOT_DAYS), &mut draw)?;
        let name = SubjectName::new(city, format!("{city} 电子印章制作"));
        let public = signer.public_key(&maker_key())?;
        let maker = ca.issue(Profile::SealMaker, &name, &public, life(MAKER_DAYS), &mut draw)?;
        let list = ca.revocation_list(1, life(LIST_DAYS), &[])?;
        Ok([
            ("root.x509.pem", ca.x509().to_pem()?),
            ("maker.x509.pem", maker.to_pem()?),
            ("list.pem", list.to_pem()?),
        ])
    };
    for (name, text) in made().map_err(|error| failed(folder, error))? {
        write_new(folder, name, text.as_bytes())?;
    }
    Ok(())
}

/// Errors: a key is not the one its X.509 certificate is for, as after a device was exchanged.
pub(super) fn own<const N: usize>(
    folder: &Path,
    signer: &dyn Signer,
    keys: [(KeyRef, &X509); N],
) -> Result<(), Error> {
    for (key, x509) in keys {
        let public = signer.public_key(&key).map_err(|error| failed(folder, error))?;
        if public != *x509.public_key() {
            return Err(failed(folder, SignerError::OtherKey(key)));
        }
    }
    Ok(())
}

/// The X.509 certificate of the city's own time stamps; issued when it is first needed.
pub(super) fn stamper(
    folder: &Path,
    signer: &dyn Signer,
    root: &X509,
    randomness: &Arc<dyn Randomness>,
) -> Result<X509, Error> {
    let name = format!("{STAMPER}.x509.pem");
    if !folder.join(&name).exists() {
        let made = || -> Result<String, seal::x509::X509Error> {
            let ca = Ca::open(signer, ca_key(), root.clone())?;
            let public = signer.public_key(&stamper_key())?;
            let city = city_of(root);
            let subject = SubjectName::new(&city, format!("{city} 时间戳"));
            // As long as the root's own: nothing is asked of a stamper after it.
            let life = root.validity();
            ca.issue(Profile::TimeStamper, &subject, &public, life, &mut draw(randomness))?.to_pem()
        };
        let text = made().map_err(|error| failed(folder, error))?;
        write_new(folder, &name, text.as_bytes())?;
    }
    x509(folder, &name)
}

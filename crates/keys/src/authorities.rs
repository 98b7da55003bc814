//! The city's own authorities: the root, the seal maker, the time stamper, and the first revocation
//! list.

use std::path::Path;
use std::sync::Arc;

use seal::signer::{KeyRef, Signer, SignerError};
use seal::x509::{Ca, Profile, SubjectName, Validity, X509};

use crate::{
    DAY, Error, LIST_DAYS, MAKER_DAYS, ROOT_DAYS, Randomness, STAMPER, ca_key, draw, failed,
    maker_key, stamper_key, write_new, x509,
};

/// The name of the city: the organisation (O) in the subject of the root.
pub(super) fn city_of(root: &X509) -> String {
    let subject = root.subject();
    let name = subject.split(", ").find_map(|part| part.strip_prefix("O="));
    name.unwrap_or_default().to_owned()
}

/// Longest name of a city, in characters: the common names that are made of it have at most 64 (X.520).
pub const MAX_CITY_CHARS: usize = 57;

/// Makes the X.509 certificates of root and seal maker, and the first, empty revocation list, and
/// writes them to the folder. `now` in Unix seconds.
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

/// Checks that each key fits its X.509 certificate. Errors: a key does not, for example because the
/// cipher device was exchanged.
pub(super) fn check_keys<const N: usize>(
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

/// The X.509 certificate of the city's own time stamper. The first call issues it.
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
            // Valid as long as the root, because a token is not trusted longer than the root.
            let life = root.validity();
            ca.issue(Profile::TimeStamper, &subject, &public, life, &mut draw(randomness))?.to_pem()
        };
        let text = made().map_err(|error| failed(folder, error))?;
        write_new(folder, &name, text.as_bytes())?;
    }
    x509(folder, &name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::KeyFolder;
    use crate::tests::SystemRandomness;

    #[test]
    fn the_longest_name_of_a_city_fits_into_every_name_that_is_made_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let randomness: Arc<dyn Randomness> = Arc::new(SystemRandomness);
        let made = |at: &str, count: usize| {
            KeyFolder::create(
                &folder.path().join(at),
                &"市".repeat(count),
                1_795_400_000,
                &randomness,
            )
        };
        assert!(made("longest", MAX_CITY_CHARS).is_ok());
        assert!(made("longer", MAX_CITY_CHARS + 1).is_err(), "negative control");
    }
}

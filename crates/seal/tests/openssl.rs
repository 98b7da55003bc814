//! Interoperability with OpenSSL as an independent implementation: it must accept our output and reject
//! altered output, and we must accept its output. The test suite requires OpenSSL 3.0 or newer.
#![expect(clippy::unwrap_used, clippy::panic, reason = "the set-up functions of tests may panic")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use der::{Reader, SliceReader};
use seal::eseal::{self, Picture, SealKind, SealSpec};
use seal::signer::{Checked, KeyRef, Role, Signer, SoftSigner};
use seal::sm2::{DEFAULT_USER_ID, PublicKey, SecretKey, Signature, digest, sm3};
use seal::verify::{Outcome, verify};
use seal::x509::{
    Ca, ChainFinding, Profile, Reason, Revoked, SubjectName, Trust, Usage, Validity, X509,
};

/// Sets the user id: OpenSSL 3 computes Z with an empty id unless told otherwise.
const ID: &str = "distid:1234567812345678";
/// 2026-06-01 00:00:00 UTC.
const NOW: i64 = 1_780_272_000;
const YEAR: i64 = 365 * 86_400;
const PROPERTY: &str = "/Doc_0/Signs/Sign_0/Signature.xml";

/// Runs `openssl` in `dir`. The arguments are separated by single spaces.
fn openssl(dir: &Path, arguments: &str) -> Output {
    Command::new("openssl")
        .args(arguments.split(' '))
        .current_dir(dir)
        .output()
        .unwrap_or_else(|e| panic!("the tests need the program `openssl` (3.0 or newer): {e}"))
}

/// Asserts that OpenSSL succeeds, and returns its output.
#[track_caller]
fn accepts(dir: &Path, arguments: &str) -> String {
    let out = openssl(dir, arguments);
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    let error = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "openssl {arguments}\n{text}\n{error}");
    text
}

/// Asserts that OpenSSL fails.
#[track_caller]
fn refuses(dir: &Path, arguments: &str) {
    assert!(!openssl(dir, arguments).status.success(), "accepted: openssl {arguments}");
}

fn seeded_random(seed: &str) -> impl FnMut(&mut [u8]) + use<> {
    let mut state = sm3(seed.as_bytes());
    move |out: &mut [u8]| {
        for chunk in out.chunks_mut(32) {
            state = sm3(&state);
            chunk.copy_from_slice(&state[..chunk.len()]);
        }
    }
}

struct City {
    signer: Checked<SoftSigner>,
    root: X509,
    maker: X509,
    unit: X509,
}

fn root_key() -> KeyRef {
    KeyRef::new(Role::Ca, "root")
}

fn key(name: &str) -> KeyRef {
    KeyRef::new(Role::Seal, name)
}

fn secret(name: &str) -> SecretKey {
    SecretKey::generate(&mut seeded_random(name)).unwrap()
}

fn city() -> City {
    let mut signer = SoftSigner::deterministic();
    signer.insert(root_key(), secret("root")).unwrap();
    for name in ["maker", "unit"] {
        signer.insert(key(name), secret(name)).unwrap();
    }
    let signer = Checked(signer);
    let life = Validity { from: NOW - YEAR, until: NOW + 5 * YEAR };
    let subject = SubjectName::new("演示市政务服务局", "演示根");
    let ca = Ca::new_root(&signer, root_key(), &subject, life, &mut seeded_random("ca")).unwrap();
    let issue = |profile, name: &str| {
        let public = signer.public_key(&key(name)).unwrap();
        let subject = SubjectName::new("演示市公安局", format!("演示 {name}"));
        ca.issue(profile, &subject, &public, life, &mut seeded_random(name)).unwrap()
    };
    let (maker, unit) = (issue(Profile::SealMaker, "maker"), issue(Profile::UnitSigner, "unit"));
    let root = ca.x509().clone();
    City { signer, root, maker, unit }
}

#[test]
fn openssl_verifies_our_chain() {
    let (dir, city) = (tempfile::tempdir().unwrap(), city());
    let dir = dir.path();
    let write = |name: &str, text: String| fs::write(dir.join(name), text).unwrap();
    write("ca.pem", city.root.to_pem().unwrap());
    write("maker.pem", city.maker.to_pem().unwrap());
    write("unit.pem", city.unit.to_pem().unwrap());
    let verify = |rest: &str| format!("verify -vfyopt {ID} -attime {NOW} -x509_strict {rest}");
    for file in ["ca.pem", "maker.pem", "unit.pem"] {
        let said = accepts(dir, &verify(&format!("-CAfile ca.pem {file}")));
        assert!(said.contains("OK"), "{said}");
    }
    // Negative controls: without the user id, after the expiry, and with one bit of the signature changed.
    refuses(dir, &format!("verify -attime {NOW} -CAfile ca.pem unit.pem"));
    let late = NOW + 6 * YEAR;
    refuses(dir, &format!("verify -vfyopt {ID} -attime {late} -CAfile ca.pem unit.pem"));
    let mut altered = city.unit.as_der().to_vec();
    *altered.last_mut().unwrap() ^= 1;
    write("altered.pem", X509::from_der(&altered).unwrap().to_pem().unwrap());
    refuses(dir, &verify("-CAfile ca.pem altered.pem"));

    // OpenSSL accepts a trust bundle with a pinned maker as its CA file.
    let mut trust = Trust::new();
    trust.add_root(city.root.clone()).unwrap();
    trust.pin_maker(city.maker.clone());
    write("bundle.pem", trust.to_pem().unwrap());
    accepts(dir, &verify("-CAfile bundle.pem unit.pem"));

    let text = accepts(dir, "x509 -in unit.pem -noout -text -nameopt utf8,sep_comma_plus");
    for part in ["SM2-with-SM3", "Digital Signature, Non Repudiation", "CA:FALSE", "演示 unit"] {
        assert!(text.contains(part), "{part} is missing:\n{text}");
    }
}

#[test]
fn openssl_reads_our_revocation_list() {
    let (dir, city) = (tempfile::tempdir().unwrap(), city());
    let dir = dir.path();
    let ca = Ca::open(&city.signer, root_key(), city.root.clone()).unwrap();
    let serial = city.unit.serial().to_vec();
    let entry = Revoked { serial: serial.clone(), at: NOW, reason: Reason::Compromised };
    let period = Validity { from: NOW, until: NOW + YEAR };
    let list = ca.revocation_list(7, period, &[entry]).unwrap();
    fs::write(dir.join("list.pem"), list.to_pem().unwrap()).unwrap();
    let text = accepts(dir, "crl -in list.pem -noout -text");
    for part in [hex::encode_upper(&serial), "Key Compromise".into(), "SM2-with-SM3".into()] {
        assert!(text.contains(&part), "{part} is missing:\n{text}");
    }
    // `openssl crl` of version 3 has no option for the user id, so the list is split into the signed bytes
    // and the signature (which follows tag, length and the number of unused bits of its BIT STRING).
    let mut parts = SliceReader::new(list.as_der()).unwrap();
    let (tbs, value) = parts
        .sequence(|r| {
            let tbs = r.tlv_bytes()?;
            r.tlv_bytes()?;
            Ok::<_, der::Error>((tbs, r.tlv_bytes()?))
        })
        .unwrap();
    fs::write(dir.join("tbs.der"), tbs).unwrap();
    fs::write(dir.join("sig.der"), &value[3..]).unwrap();
    fs::write(dir.join("ca.pem"), city.root.to_pem().unwrap()).unwrap();
    accepts(dir, "x509 -in ca.pem -pubkey -noout -out ca.pub");
    let dgst = format!("dgst -sm3 -verify ca.pub -sigopt {ID} -signature sig.der tbs.der");
    assert!(accepts(dir, &dgst).contains("Verified OK"));
    let mut altered = tbs.to_vec();
    *altered.last_mut().unwrap() ^= 1;
    fs::write(dir.join("tbs.der"), altered).unwrap();
    refuses(dir, &dgst);
}

#[test]
fn openssl_verifies_both_signatures_in_a_stamp() {
    let (dir, city) = (tempfile::tempdir().unwrap(), city());
    let dir = dir.path();
    let stamp = stamp(&city);
    let read = eseal::read(&stamp).unwrap();
    fs::write(dir.join("tbs.der"), read.tbs).unwrap();
    fs::write(dir.join("sig.der"), read.signature).unwrap();
    fs::write(dir.join("info.der"), &*read.seal.signed).unwrap();
    fs::write(dir.join("maker-sig.der"), read.seal.signature).unwrap();
    for (name, der) in [("unit", read.signer_x509), ("maker", read.seal.maker_x509)] {
        fs::write(dir.join(format!("{name}.x509")), der).unwrap();
        accepts(dir, &format!("x509 -inform DER -in {name}.x509 -pubkey -noout -out {name}.pub"));
    }
    let dgst = |key: &str, signature: &str, file: &str| {
        format!("dgst -sm3 -verify {key}.pub -sigopt {ID} -signature {signature}.der {file}.der")
    };
    assert!(accepts(dir, &dgst("unit", "sig", "tbs")).contains("Verified OK"));
    assert!(accepts(dir, &dgst("maker", "maker-sig", "info")).contains("Verified OK"));
    refuses(dir, &dgst("maker", "sig", "tbs"));
    let mut altered = read.tbs.to_vec();
    *altered.last_mut().unwrap() ^= 1;
    fs::write(dir.join("altered.der"), &altered).unwrap();
    refuses(dir, &dgst("unit", "sig", "altered"));
    fs::write(dir.join("stamp.der"), &stamp).unwrap();
    let shape = accepts(dir, "asn1parse -inform DER -i -in stamp.der");
    assert!(shape.contains("20260601000000Z"), "{shape}");
}

#[test]
fn signatures_and_keys_of_openssl_are_accepted() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let generate = "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:SM2 \
                    -pkeyopt ec_param_enc:named_curve -out key.pem";
    accepts(dir, generate);
    accepts(dir, "pkey -in key.pem -pubout -outform DER -out key.spki");
    let public = PublicKey::from_spki_der(&fs::read(dir.join("key.spki")).unwrap()).unwrap();
    // The PKCS#8 file of OpenSSL is read as the same key.
    let pem = fs::read_to_string(dir.join("key.pem")).unwrap();
    assert_eq!(SecretKey::from_pkcs8_pem(&pem).unwrap().public_key(), public);
    fs::write(dir.join("m.bin"), "message").unwrap();
    for id in ["1234567812345678", "ALICE123@YAHOO.COM"] {
        accepts(dir, &format!("dgst -sm3 -sign key.pem -sigopt distid:{id} -out s.der m.bin"));
        let signature = Signature::from_der(&fs::read(dir.join("s.der")).unwrap()).unwrap();
        let user = seal::sm2::UserId::new(id.as_bytes()).unwrap();
        assert!(public.verify(&digest(user, &public, b"message"), &signature));
        assert!(!public.verify(&digest(user, &public, b"Message"), &signature));
    }
    // Without the option OpenSSL 3 signs with an empty user id, which must not verify.
    accepts(dir, "dgst -sm3 -sign key.pem -out s.der m.bin");
    let signature = Signature::from_der(&fs::read(dir.join("s.der")).unwrap()).unwrap();
    let version = accepts(dir, "version");
    let same = public.verify(&digest(DEFAULT_USER_ID, &public, b"message"), &signature);
    assert_eq!(same, !version.starts_with("OpenSSL 3"), "{version}");
}

#[test]
fn openssl_signs_with_our_key_file() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let ours = secret("unit");
    fs::write(dir.join("key.pem"), ours.to_pkcs8_pem().unwrap().as_bytes()).unwrap();
    fs::write(dir.join("m.bin"), "message").unwrap();
    accepts(dir, &format!("dgst -sm3 -sign key.pem -sigopt {ID} -out s.der m.bin"));
    let signature = Signature::from_der(&fs::read(dir.join("s.der")).unwrap()).unwrap();
    let public = ours.public_key();
    assert!(public.verify(&digest(DEFAULT_USER_ID, &public, b"message"), &signature));
}

#[test]
fn a_chain_issued_by_openssl_is_accepted() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let config = "[req]\ndistinguished_name=dn\n[dn]\n[v3_ca]\nbasicConstraints=critical,CA:TRUE\n\
                  keyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n[v3_sign]\n\
                  basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\n[v3_other]\n\
                  keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,serverAuth\n";
    fs::write(dir.join("x.cnf"), config).unwrap();
    for name in ["ca", "leaf"] {
        let made = "-algorithm EC -pkeyopt ec_paramgen_curve:SM2 -pkeyopt ec_param_enc:named_curve";
        accepts(dir, &format!("genpkey {made} -out {name}.key"));
    }
    accepts(
        dir,
        &format!(
            "req -new -x509 -sm3 -key ca.key -sigopt {ID} -subj /C=CN/O=T/CN=Root -days 3650 \
             -config x.cnf -extensions v3_ca -out ca.crt"
        ),
    );
    accepts(
        dir,
        &format!(
            "req -new -sm3 -key leaf.key -sigopt {ID} -utf8 -subj /C=CN/O=某局/CN=signer \
             -config x.cnf -out leaf.csr"
        ),
    );
    for (section, file) in [("v3_sign", "leaf.crt"), ("v3_other", "other.crt")] {
        accepts(
            dir,
            &format!(
                "x509 -req -in leaf.csr -sm3 -CA ca.crt -CAkey ca.key -sigopt {ID} -vfyopt {ID} \
                 -CAcreateserial -days 1825 -extfile x.cnf -extensions {section} -out {file}"
            ),
        );
    }
    let read = |name: &str| fs::read_to_string(dir.join(name)).unwrap();
    let trust = Trust::from_pem(&read("ca.crt")).unwrap();
    let leaf = X509::from_pem(&read("leaf.crt")).unwrap();
    assert_eq!(leaf.subject(), "C=CN, O=某局, CN=signer");
    let report = trust.check(&leaf, leaf.validity().from, Usage::Signer);
    let good = ChainFinding::Good;
    assert_eq!((report.chain, report.time, report.usage), (good, good, good));
    // A critical extKeyUsage for another purpose is not ignored.
    let other = X509::from_pem(&read("other.crt")).unwrap();
    let report = trust.check(&other, other.validity().from, Usage::Signer);
    assert_eq!((report.chain, report.usage), (good, ChainFinding::WrongUsage));
}

fn stamp(city: &City) -> Vec<u8> {
    let spec = SealSpec {
        id: "YX-0001",
        vendor: "Yinxin",
        kind: SealKind::Unit,
        name: "演示市公安局",
        signers: std::slice::from_ref(&city.unit),
        by_digest: false,
        created: NOW,
        valid_from: NOW,
        valid_until: NOW + YEAR,
        picture: Picture { format: "PNG", bytes: b"\x89PNG", width: 42, height: 42 },
    };
    let seal = eseal::make_seal(&spec, &city.maker, &city.signer, &key("maker")).unwrap();
    let tbs = eseal::to_be_signed(&seal, NOW, &[9; 32], PROPERTY).unwrap();
    let public = city.signer.public_key(&key("unit")).unwrap();
    let signatures = city.signer.sign(&key("unit"), &[tbs.digest(&public)]).unwrap();
    let stamp = eseal::assemble(&tbs, city.unit.as_der(), &signatures[0], None).unwrap();
    let mut trust = Trust::new();
    trust.add_root(city.root.clone()).unwrap();
    assert_eq!(verify(&stamp, &[9; 32], PROPERTY, &trust, None).verdict(), Outcome::Passed);
    stamp
}

#[test]
fn encrypted_keys_are_exchanged_with_openssl() {
    let dir = tempfile::tempdir().unwrap();
    let secret = SecretKey::from_scalar(&[0x35; 32]).unwrap();
    let with = seal::sm2::Lock { password: b"word", salt: &[7; 16], iv: [9; 16], rounds: 2_000 };
    let ours = secret.to_encrypted_pem(with).unwrap();
    fs::write(dir.path().join("ours.pem"), ours).unwrap();
    let public = secret.public_key().to_spki_der().unwrap();
    accepts(dir.path(), "pkey -in ours.pem -passin pass:word -pubout -outform DER -out ours.der");
    assert_eq!(fs::read(dir.path().join("ours.der")).unwrap(), public);
    refuses(dir.path(), "pkey -in ours.pem -passin pass:other -noout");
    fs::write(dir.path().join("plain.pem"), &*secret.to_pkcs8_pem().unwrap()).unwrap();
    accepts(
        dir.path(),
        "pkcs8 -topk8 -in plain.pem -v2 aes-256-cbc -v2prf hmacWithSHA256 -iter 2000 \
         -passout pass:word -out theirs.pem",
    );
    let theirs = fs::read_to_string(dir.path().join("theirs.pem")).unwrap();
    let read = SecretKey::from_encrypted_pem(&theirs, b"word").unwrap();
    assert_eq!(read.public_key(), secret.public_key());
}

#[test]
fn openssl_accepts_our_request_and_issues_an_x509_that_we_accept() {
    let dir = tempfile::tempdir().unwrap();
    let (dir, city) = (dir.path(), city());
    let subject = SubjectName::new("演示市公安局", "演示 unit");
    let csr = seal::x509::request(&city.signer, &key("unit"), &subject).unwrap();
    fs::write(dir.join("unit.csr"), &csr).unwrap();
    let said = accepts(
        dir,
        &format!("req -in unit.csr -verify -noout -subject -nameopt utf8 -vfyopt {ID}"),
    );
    assert!(said.contains("演示 unit"), "{said}");
    // Negative control: one letter of the name is changed.
    let mut der = pem_content(&csr);
    let at = der.windows(4).position(|window| window == b"unit").unwrap();
    der[at] ^= 1;
    fs::write(dir.join("altered.csr"), der).unwrap();
    // OpenSSL 3.0 reports the result only in its output and always exits with 0.
    let verdict = |arguments: &str| {
        let out = openssl(dir, &format!("req {arguments} -verify -noout -vfyopt {ID}"));
        String::from_utf8_lossy(&out.stderr).contains("verify OK")
    };
    assert!(verdict("-in unit.csr"));
    assert!(!verdict("-inform DER -in altered.csr"));
    fs::write(
        dir.join("ca.cnf"),
        "[s]\nbasicConstraints=critical,CA:FALSE\n\
        keyUsage=critical,digitalSignature,nonRepudiation\n",
    )
    .unwrap();
    fs::write(dir.join("root.pem"), city.root.to_pem().unwrap()).unwrap();
    let root = secret("root").to_pkcs8_pem().unwrap();
    fs::write(dir.join("root.key"), &*root).unwrap();
    accepts(
        dir,
        &format!(
            "x509 -req -in unit.csr -sm3 -CA root.pem -CAkey root.key -sigopt {ID} -vfyopt {ID} \
             -set_serial 77 -days 365 -extfile ca.cnf -extensions s -out unit.pem"
        ),
    );
    let issued = X509::from_pem(&fs::read_to_string(dir.join("unit.pem")).unwrap()).unwrap();
    let public = city.signer.public_key(&key("unit")).unwrap();
    assert_eq!(*issued.public_key(), public);
    let mut trust = Trust::new();
    trust.add_root(city.root.clone()).unwrap();
    let report = trust.check(&issued, issued.validity().from + 60, Usage::Signer);
    assert_eq!((report.chain, report.usage), (ChainFinding::Good, ChainFinding::Good));
}

/// Returns the bytes in a PEM block.
fn pem_content(pem: &str) -> Vec<u8> {
    der::pem::decode_vec(pem.as_bytes()).unwrap().1
}

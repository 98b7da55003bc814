//! Passwords that satisfy every rule about their characters and are guessed all the same, because they are put
//! together from what everybody chooses: words, runs of the keyboard, counting, years.

/// Pieces that add nothing. Longer ones stand before those that they contain.
const PIECES: [&str; 55] = [
    "administrator",
    "changeme",
    "password",
    "passw0rd",
    "1234567890",
    "qwertyuiop",
    "asdfghjkl",
    "123456789",
    "iloveyou",
    "12345678",
    "letmein",
    "welcome",
    "default",
    "system",
    "huawei",
    "qwerty",
    "zxcvbn",
    "asdfgh",
    "yinxin",
    "123456",
    "654321",
    "passwd",
    "secret",
    "admin",
    "guest",
    "12345",
    "54321",
    "audit",
    "anquan",
    "china",
    "hello",
    "login",
    "super",
    "!@#$%^",
    "1qaz",
    "2wsx",
    "3edc",
    "qaz",
    "wsx",
    "edc",
    "zaq",
    "qwer",
    "asdf",
    "zxcv",
    "root",
    "test",
    "user",
    "1234",
    "4321",
    "!@#",
    "abc",
    "123",
    "321",
    "woaini",
    "pass",
];

/// How many characters must be left when the pieces are gone.
const LEAST_OWN: usize = 4;

/// Whether a password consists of little more than common pieces, also with @ for a, 0 for o and the like.
pub(super) fn is_common(password: &str) -> bool {
    let plain = password.to_lowercase();
    let spelled: String = plain
        .chars()
        .map(|c| match c {
            '@' => 'a',
            '0' => 'o',
            '1' => 'i',
            '3' => 'e',
            '5' | '$' => 's',
            other => other,
        })
        .collect();
    own_characters(&plain) < LEAST_OWN || own_characters(&spelled) < LEAST_OWN
}

/// The number of different letters that are left without the pieces, digits and signs.
fn own_characters(text: &str) -> usize {
    let mut text = text.to_owned();
    for piece in PIECES {
        text = text.replace(piece, "");
    }
    let own: std::collections::BTreeSet<char> =
        text.chars().filter(|c| c.is_alphabetic()).collect();
    own.len()
}

#[cfg(test)]
mod tests {
    use super::is_common;

    #[test]
    fn what_everybody_chooses_is_common_and_what_somebody_invents_is_not() {
        for common in [
            "Password123!",
            "P@ssw0rd2026",
            "Admin@123456",
            "Qwer1234!@#$",
            "1qaz@WSX3edc",
            "Abc@12345678",
            "Huawei@12345",
            "Welcome@2026",
            "Aa123456789!",
            "Aaaaaaa111!",
            "Test@20261129",
            "Root123456!!",
        ] {
            assert!(is_common(common), "{common}");
        }
        for good in
            ["Zheng-Zhao-Lu-2026", "First-word-2026", "correct Horse 7", "Xi-Hu-Duan-Qiao-1"]
        {
            assert!(!is_common(good), "{good}");
        }
    }
}

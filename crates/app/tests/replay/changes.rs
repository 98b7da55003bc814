//! Makes changed copies of seeds, always the same for the same number: it flips bits, sets bytes to
//! values that parsers often handle wrongly, cuts, doubles and exchanges pieces, and inserts words
//! of the dictionary.

pub struct Changes {
    state: u64,
    words: Vec<Vec<u8>>,
    seeds: Vec<Vec<u8>>,
}

/// Bytes that parsers often handle wrongly.
const ODD: [u8; 8] = [0, 1, 0x7f, 0x80, 0xff, b'0', b'<', b'"'];

impl Changes {
    /// `dictionary` has libFuzzer's format: one quoted word on each line, with `\xNN` for other
    /// bytes.
    pub fn new(seed: u64, dictionary: &str, seeds: &[Vec<u8>]) -> Self {
        let words = dictionary.lines().filter_map(word).collect();
        Self { state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1, words, seeds: seeds.to_vec() }
    }

    /// A number less than `below`, by xorshift64*.
    fn draw(&mut self, below: usize) -> usize {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        let value = self.state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(value).unwrap() % below.max(1)
    }

    /// The next changed copy.
    pub fn next(&mut self) -> Vec<u8> {
        let at = self.draw(self.seeds.len());
        let mut bytes = self.seeds[at].clone();
        for _ in 0..=self.draw(4) {
            self.change(&mut bytes);
        }
        bytes
    }

    fn change(&mut self, bytes: &mut Vec<u8>) {
        let at = self.draw(bytes.len());
        let length = self.draw(64.min(bytes.len() - at.min(bytes.len())) + 1);
        match self.draw(8) {
            0 | 1 => {
                let bit = self.draw(8);
                bytes.get_mut(at).into_iter().for_each(|byte| *byte ^= 1 << bit);
            }
            2 => {
                let odd = ODD[self.draw(ODD.len())];
                bytes.get_mut(at).into_iter().for_each(|byte| *byte = odd);
            }
            3 => bytes.truncate(at),
            4 => drop(bytes.drain(at..at + length)),
            5 => {
                let piece = bytes[at..at + length].to_vec();
                let to = self.draw(bytes.len() + 1);
                bytes.splice(to..to, piece);
            }
            6 => {
                let other = self.draw(self.seeds.len());
                let from = self.draw(self.seeds[other].len());
                let end = (from + 200).min(self.seeds[other].len());
                let piece = self.seeds[other][from..end].to_vec();
                bytes.splice(at..at + length, piece);
            }
            _ => {
                if !self.words.is_empty() {
                    let word = self.draw(self.words.len());
                    let word = self.words[word].clone();
                    bytes.splice(at..at, word);
                }
            }
        }
    }
}

fn word(line: &str) -> Option<Vec<u8>> {
    let inside = line.strip_prefix('"')?.strip_suffix('"')?;
    let mut out = Vec::new();
    let mut rest = inside.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            out.extend(c.encode_utf8(&mut [0; 4]).bytes());
            continue;
        }
        let digits: String = rest.by_ref().skip(1).take(2).collect();
        out.push(u8::from_str_radix(&digits, 16).ok()?);
    }
    Some(out)
}

#[test]
fn words_are_parsed_and_the_same_seed_makes_the_same_changes() {
    assert_eq!(word("\"PK\\x03\\x04\""), Some(b"PK\x03\x04".to_vec()));
    assert_eq!(word("# comment"), None);
    let made = || {
        let mut changes = Changes::new(7, "\"ab\"", &[b"some seed of bytes".to_vec()]);
        (0..50).map(|_| changes.next()).collect::<Vec<_>>()
    };
    assert_eq!(made(), made());
    assert!(made().iter().any(|bytes| bytes.windows(2).any(|pair| pair == b"ab")));
}

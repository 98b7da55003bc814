//! The budget of a request: how much work and memory the judgement of one untrusted input may take
//! (invariant I16, docs/decisions/0019-one-budget.md).
//!
//! The pure crates know no clock (I3), so work is counted instead of timed. Each [`Work`] has a cost in
//! units, and a unit is about a nanosecond of one core of the machine on which the costs were measured.
//! Whoever reads untrusted bytes charges the budget *before* it does the work. The same budget is handed
//! to everything that one request causes, so that an input cannot take the full allowance in every step.
//!
//! A budget that is exceeded stays exceeded: every later charge fails. Code that has no error to return
//! may therefore stop early and leave the refusal to whoever owns the budget ([`Budget::exceeded`]).

use std::fmt;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// Work that one request may cause: about two seconds of one core.
pub const MAX_WORK: u64 = 2_000_000_000;
/// Memory that one request may hold beyond its input, in bytes.
pub const MAX_MEMORY: u64 = 64_000_000;

/// Declares [`Work`] with cost and words of each kind.
macro_rules! work {
    ($($(#[$about:meta])* $name:ident = $cost:literal, $zh:literal, $en:literal;)+) => {
        /// A kind of work. [`Work::cost`] is the price of one piece in units.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Work {
            $($(#[$about])* $name,)+
        }

        impl Work {
            /// Every kind of work.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The price of one piece in units.
            #[must_use]
            pub const fn cost(self) -> u64 {
                match self { $(Self::$name => $cost),+ }
            }

            /// The kind in Chinese.
            #[must_use]
            pub const fn zh(self) -> &'static str {
                match self { $(Self::$name => $zh),+ }
            }

            /// The kind in English.
            #[must_use]
            pub const fn en(self) -> &'static str {
                match self { $(Self::$name => $en),+ }
            }
        }
    };
}

work! {
    /// A byte that is copied or compared.
    Copy = 1, "复制字节", "bytes copied";
    /// A byte that is decompressed, by its decompressed length.
    Inflate = 5, "解压字节", "bytes decompressed";
    /// A byte that is hashed with SM3.
    Hash = 5, "计算摘要的字节", "bytes hashed";
    /// A byte of XML that is parsed.
    XmlByte = 6, "解析 XML 的字节", "bytes of XML parsed";
    /// An element of XML that is parsed.
    XmlElement = 400, "解析 XML 元素", "XML elements parsed";
    /// An element of a page, template page or list that is visited.
    PageElement = 60, "遍历页面元素", "page elements visited";
    /// A byte of the text or of an attribute of a visited element.
    PageByte = 3, "遍历页面的字节", "bytes of pages visited";
    /// A reference from one file of a package to another that is followed.
    Reference = 600, "跟随引用", "references followed";
    /// A byte of a name or location that is resolved.
    NameByte = 20, "解析路径的字节", "bytes of locations resolved";
    /// A signature that is judged.
    Signature = 250_000, "核验签名", "signatures judged";
    /// A byte of DER that is parsed: a seal, an X.509 certificate, a SignedData.
    DerByte = 40, "解析签名数据的字节", "bytes of signatures and X.509 certificates parsed";
    /// A row that is looked up in the register or in the log.
    LookUp = 200_000, "查询登记", "look-ups in the register";
    /// An element of a drawing after every reference in it is expanded.
    DrawnElement = 2_000, "展开图形元素", "elements of a drawing expanded";
    /// A byte of a drawing after every reference in it is expanded.
    DrawnByte = 60, "展开图形的字节", "bytes of a drawing expanded";
    /// A step of a curve that is transformed, stroked, dashed or written.
    Curve = 500, "曲线运算", "curve operations";
    /// A comparison of a style rule with an element of a drawing.
    Rule = 40, "匹配样式", "style rules matched";
    /// A character that is looked up in a font or set in a line.
    Character = 150, "排版字符", "characters set";
    /// An element of a face, or a cell of a table, that is laid out.
    LaidOut = 2_000, "排版元素", "elements laid out";
    /// A character that is tried at one font size.
    Fitted = 30, "试排字号的字符", "characters tried at a font size";
    /// A glyph that is cut out of a font.
    FontGlyph = 8_000, "裁剪字库的字形", "glyphs cut out of fonts";
    /// A QR code that is made, by the byte of its content.
    CodeByte = 4_000, "生成二维码的字节", "bytes of QR codes made";
    /// A byte that is written to the answer.
    Written = 4, "写出字节", "bytes written";
    /// A pixel of a picture that is decoded.
    Pixel = 20, "解码像素", "pixels decoded";
    /// A pixel that is filtered once, searched for codes or compared with a page.
    Filter = 10, "图像运算的像素", "pixels filtered";
    /// Two features of pictures that are compared.
    Match = 60, "比对特征点", "features compared";
}

/// An allowance of a budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowance {
    /// Ran out at this kind of work.
    Work(Work),
    Memory,
}

/// The budget does not suffice; it says which allowance ran out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exceeded(pub Allowance);

impl Exceeded {
    /// Stable name of the allowance: `budget.work` or `budget.memory`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self.0 {
            Allowance::Work(_) => "budget.work",
            Allowance::Memory => "budget.memory",
        }
    }

    /// A sentence in Chinese.
    #[must_use]
    pub fn zh(self) -> String {
        match self.0 {
            Allowance::Work(work) => {
                format!("处理此内容的计算量超出一次请求的限额（用尽于：{}）", work.zh())
            }
            Allowance::Memory => {
                let million = MAX_MEMORY / 1_000_000;
                format!("处理此内容所需内存超出一次请求的限额（{million} MB）")
            }
        }
    }

    /// A sentence in English.
    #[must_use]
    pub fn en(self) -> String {
        match self.0 {
            Allowance::Work(work) => {
                format!(
                    "this takes more work than one request may cause; it ran out at: {}",
                    work.en()
                )
            }
            Allowance::Memory => {
                let million = MAX_MEMORY / 1_000_000;
                format!("this takes more memory than one request may hold ({million} MB)")
            }
        }
    }
}

impl fmt::Display for Exceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en())
    }
}

impl std::error::Error for Exceeded {}

/// What may still be done for one request. It is shared by reference; threads may share it too.
#[derive(Debug)]
pub struct Budget {
    max_work: u64,
    max_memory: u64,
    work: AtomicU64,
    memory: AtomicU64,
    exceeded: OnceLock<Exceeded>,
}

impl Default for Budget {
    /// The budget of one request: [`MAX_WORK`] and [`MAX_MEMORY`].
    fn default() -> Self {
        Self::of(MAX_WORK, MAX_MEMORY)
    }
}

impl Budget {
    /// A budget of so many units of work and bytes of memory.
    #[must_use]
    pub const fn of(work: u64, memory: u64) -> Self {
        Self {
            max_work: work,
            max_memory: memory,
            work: AtomicU64::new(0),
            memory: AtomicU64::new(0),
            exceeded: OnceLock::new(),
        }
    }

    /// A budget that counts and never runs out, for content that is already trusted and for
    /// measurements.
    #[must_use]
    pub const fn unlimited() -> Self {
        Self::of(u64::MAX, u64::MAX)
    }

    /// Pays for `count` pieces of work. Call it before doing the work.
    ///
    /// # Errors
    ///
    /// The budget does not suffice, or it was exceeded before.
    pub fn charge(&self, work: Work, count: impl TryInto<u64>) -> Result<(), Exceeded> {
        let count = count.try_into().unwrap_or(u64::MAX);
        let cost = work.cost().saturating_mul(count);
        self.take(&self.work, cost, self.max_work, Allowance::Work(work))
    }

    /// Pays for `bytes` that are kept until the end of the request.
    ///
    /// # Errors
    ///
    /// As for [`Self::charge`].
    pub fn hold(&self, bytes: impl TryInto<u64>) -> Result<(), Exceeded> {
        let bytes = bytes.try_into().unwrap_or(u64::MAX);
        self.take(&self.memory, bytes, self.max_memory, Allowance::Memory)
    }

    /// Gives back memory that was paid for and is free again.
    pub fn release(&self, bytes: impl TryInto<u64>) {
        let bytes = bytes.try_into().unwrap_or(0);
        let less = |held: u64| Some(held.saturating_sub(bytes));
        let _ = self.memory.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
    }

    /// The allowance that ran out, if one did.
    #[must_use]
    pub fn exceeded(&self) -> Option<Exceeded> {
        self.exceeded.get().copied()
    }

    /// Units of work paid for.
    #[must_use]
    pub fn work(&self) -> u64 {
        self.work.load(Ordering::Relaxed)
    }

    /// Bytes of memory paid for and not given back.
    #[must_use]
    pub fn memory(&self) -> u64 {
        self.memory.load(Ordering::Relaxed)
    }

    fn take(
        &self,
        counter: &AtomicU64,
        cost: u64,
        max: u64,
        allowance: Allowance,
    ) -> Result<(), Exceeded> {
        if let Some(exceeded) = self.exceeded() {
            return Err(exceeded);
        }
        let more = |spent: u64| Some(spent.saturating_add(cost)).filter(|sum| *sum <= max);
        let taken = counter.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
        taken.map(drop).map_err(|_| *self.exceeded.get_or_init(|| Exceeded(allowance)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_pays_until_it_is_exceeded_and_then_nothing_more() {
        let budget = Budget::of(2 * Work::Signature.cost(), 100);
        assert_eq!(budget.charge(Work::Signature, 2), Ok(()));
        assert_eq!(budget.hold(100_usize), Ok(()));
        assert_eq!(budget.exceeded(), None);
        let exceeded = budget.charge(Work::Hash, 1).unwrap_err();
        assert_eq!(exceeded.0, Allowance::Work(Work::Hash));
        assert!(exceeded.zh().contains("计算摘要") && exceeded.en().contains("bytes hashed"));
        assert_eq!(budget.hold(0_usize), Err(exceeded), "it stays exceeded");
        assert_eq!(budget.charge(Work::Copy, 0), Err(exceeded));
        let spent = (budget.work(), budget.memory());
        assert_eq!(spent, (2 * Work::Signature.cost(), 100), "what is refused is not counted");
    }

    #[test]
    fn memory_can_be_given_back_and_counts_do_not_overflow() {
        let budget = Budget::of(10, 100);
        assert_eq!(budget.hold(80_u64), Ok(()));
        budget.release(80_u64);
        assert_eq!(budget.hold(100_u64), Ok(()));
        let exceeded = budget.hold(1_u64).unwrap_err();
        assert_eq!((exceeded.code(), exceeded.0), ("budget.memory", Allowance::Memory));
        let counting = Budget::unlimited();
        assert_eq!(counting.charge(Work::Signature, u64::MAX), Ok(()));
        assert_eq!(counting.charge(Work::Signature, u64::MAX), Ok(()));
        assert_eq!(counting.work(), u64::MAX);
    }

    #[test]
    fn every_kind_of_work_has_a_price_and_words_of_its_own() {
        for work in Work::ALL {
            assert!(work.cost() > 0 && !work.zh().is_empty());
            assert_eq!(Work::ALL.iter().filter(|other| other.en() == work.en()).count(), 1);
        }
    }
}

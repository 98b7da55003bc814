//! In which order a list is read.

vocabulary! {
    /// 排列次序: from which end a list begins.
    pub enum ListOrder {
        Newest = "newest", "最近的在前", "Newest first";
        Oldest = "oldest", "最早的在前", "Oldest first";
    }
}

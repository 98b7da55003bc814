//! 待办: what waits for somebody's post.

vocabulary! {
    /// What is to be done.
    pub enum TodoKind {
        /// An application that its clerk has not submitted.
        Draft = "draft", "待提交", "To submit";
        /// The same, sent back by the reviewer.
        Returned = "returned", "被退回", "Returned";
        Review = "review", "待审核", "To review";
        Issue = "issue", "待签发", "To issue";
        /// The production of a certificate that is held up.
        Job = "job", "制证受阻", "Production held up";
    }
}

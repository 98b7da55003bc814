//! 待办 (to-do list): work that waits for a caller's posts.

vocabulary! {
    /// What kind of work waits.
    pub enum TodoKind {
        /// An application that its clerk has not yet submitted.
        Draft = "draft", "待提交", "To submit";
        /// An application that the reviewer has sent back.
        Returned = "returned", "被退回", "Returned";
        Review = "review", "待审核", "To review";
        Issue = "issue", "待签发", "To issue";
        /// The production of a certificate that keeps failing.
        Job = "job", "制证受阻", "Production blocked";
    }
}

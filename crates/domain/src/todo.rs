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
        /// A catalog entry that the unit is to compile (Art. 9).
        CompileEntry = "compile_entry", "待编目录", "Catalog entry to compile";
        /// A catalog entry that the manager has sent back.
        ReturnedEntry = "returned_entry", "目录被退回", "Catalog entry returned";
        /// A catalog entry that waits for the manager.
        PublishEntry = "publish_entry", "待发布目录", "Catalog entry to publish";
        /// A task to compile an entry whose term has passed, for the manager who may chase it.
        OverdueTask = "overdue_task", "编制任务逾期", "Task overdue";
        /// A published entry that the unit is to confirm for the year.
        ConfirmEntry = "confirm_entry", "待年度确认", "Catalog entry to confirm";
        /// A post that another administrator proposed (Art. 25).
        ProposedPost = "proposed_post", "待确认岗位", "Post to confirm";
        /// A post whose last day is near, for whoever may propose it anew (Art. 25).
        EndingPost = "ending_post", "岗位即将到期", "Post about to end";
        /// Misses of a type for which the unit answers (Art. 8, 19).
        Misses = "misses", "待答复缺证", "Misses to answer";
    }
}

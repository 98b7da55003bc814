//! 作业: work that outlives a request, such as the production of a certificate.

vocabulary! {
    /// What a job does.
    pub enum JobKind {
        Produce = "produce", "制证", "Produce a certificate";
    }
}

vocabulary! {
    /// 作业状态. Only `Waiting`, `Done` and `Parked` are stored; a job runs while its lease does (I6).
    pub enum JobState {
        Waiting = "waiting", "等待", "Waiting";
        Running = "running", "执行中", "Running";
        Done = "done", "完成", "Done";
        /// Tried too often: people must look at it.
        Parked = "parked", "挂起", "Parked";
    }
}

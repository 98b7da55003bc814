//! 作业: work that outlives a request, such as the production of a certificate.

vocabulary! {
    /// What a job does.
    pub enum JobKind {
        Produce = "produce", "制证", "Produce a certificate";
    }
}

vocabulary! {
    /// 作业状态. A job that runs after its lease has ended waits again.
    pub enum JobState {
        Waiting = "waiting", "等待", "Waiting";
        Running = "running", "执行中", "Running";
        Done = "done", "完成", "Done";
        /// Tried too often: people must look at it.
        Parked = "parked", "挂起", "Parked";
    }
}

vocabulary! {
    /// What is done again and again.
    pub enum ScheduleKind {
        RenewRevocationList = "renew_revocation_list", "更新印章撤销列表", "Renew the revocation list";
        ForgetNonces = "forget_nonces", "清理过期请求随机数", "Forget nonces of old requests";
    }
}

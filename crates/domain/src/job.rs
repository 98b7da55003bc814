//! 作业 (job): work that outlives a request, such as the production of a certificate, and the schedules
//! of recurring work (decision 0014).

vocabulary! {
    /// What a job does.
    pub enum JobKind {
        Produce = "produce", "制证", "Produce a certificate";
    }
}

vocabulary! {
    /// 作业状态. A running job whose lease has ended counts as waiting again: the process that ran it has
    /// died or hangs.
    pub enum JobState {
        Waiting = "waiting", "等待", "Waiting";
        Running = "running", "执行中", "Running";
        Done = "done", "完成", "Done";
        /// The job has failed too often. It is not tried again until the system administrator asks for it.
        Parked = "parked", "挂起", "Parked";
    }
}

vocabulary! {
    /// What a schedule does repeatedly.
    pub enum ScheduleKind {
        RenewRevocationList = "renew_revocation_list", "更新印章撤销列表", "Renew the revocation list";
        ForgetNonces = "forget_nonces", "清理过期请求随机数", "Delete nonces of expired requests";
        ForgetAsked = "forget_asked", "清理过期查询计数", "Delete counts of earlier days";
    }
}

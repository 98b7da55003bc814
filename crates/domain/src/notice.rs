//! 通知 (Art. 10): what the holder of a certificate is told.

vocabulary! {
    /// What happened to the certificate.
    pub enum NoticeKind {
        Issued = "issued", "已签发", "Issued";
        Updated = "updated", "已更新，原版本同时失效", "Updated; the version before has ended";
        Suspended = "suspended", "已冻结，暂停使用", "Suspended";
        /// In force again after a suspension.
        Resumed = "active", "已恢复使用", "In force again";
        Revoked = "revoked", "已注销，不再有效", "Revoked; no longer valid";
    }
}

vocabulary! {
    /// 发送状态.
    pub enum NoticeState {
        Queued = "queued", "待发送", "Waiting to be sent";
        Sent = "sent", "已发送", "Sent";
        Failed = "failed", "发送失败", "Could not be sent";
    }
}

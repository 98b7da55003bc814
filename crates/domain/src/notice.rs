//! 通知 (notice, Art. 10): messages to the holder about a certificate.

vocabulary! {
    /// What has happened to the certificate.
    pub enum NoticeKind {
        Issued = "issued", "已签发", "Issued";
        Updated = "updated", "已更新，原版本同时失效", "Updated; the previous version is no longer valid";
        Suspended = "suspended", "已冻结，暂停使用", "Suspended";
        /// The certificate is in force again after a suspension.
        Resumed = "active", "已恢复使用", "In force again";
        Revoked = "revoked", "已注销，不再有效", "Revoked; no longer valid";
    }
}

vocabulary! {
    /// 发送状态: how far the delivery of a notice has come.
    pub enum NoticeState {
        Queued = "queued", "待发送", "Waiting to be sent";
        Sent = "sent", "已发送", "Sent";
        Failed = "failed", "发送失败", "Sending failed";
    }
}

//! 导出 (export): lists as files for other programs.

vocabulary! {
    /// 导出格式: the form of an exported list.
    pub enum ExportFormat {
        Csv = "csv", "CSV 文件", "CSV";
        Xlsx = "xlsx", "Excel 工作簿", "Excel workbook";
    }
}

vocabulary! {
    /// 可导出的列表: a list that can be exported. The record and the name of the file call it by its code.
    pub enum ListName {
        Applications = "applications", "申请列表", "Applications";
        Certificates = "certificates", "证照列表", "Certificates";
        Misses = "misses", "缺证台账", "Ledger of misses";
        Notices = "notices", "通知", "Notices";
        Records = "records", "审计日志", "Audit log";
        Responsibility = "responsibility", "责任追溯", "Responsibility";
        Uses = "uses", "用证记录", "Uses";
    }
}

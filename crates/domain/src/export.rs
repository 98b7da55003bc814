//! 导出 (export): lists as files for other programs.

vocabulary! {
    /// 导出格式: the form of an exported list.
    pub enum ExportFormat {
        Csv = "csv", "CSV 文件", "CSV";
        Xlsx = "xlsx", "Excel 工作簿", "Excel workbook";
    }
}

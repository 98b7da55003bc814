// Made from docs/reference/openapi.json by `npm run types`.

export interface paths {
    "/applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists applications of the caller's unit. */
        get: {
            parameters: {
                query?: {
                    state?: components["schemas"]["ApplicationState"];
                    /** @description Newest first if absent. */
                    order?: components["schemas"]["ListOrder"];
                    /** @description The member `next` of the previous page; absent for the first page. */
                    after?: string;
                    /** @description Number of items, 1 to 200; 50 if absent. */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List_Application"];
                    };
                };
            };
        };
        put?: never;
        /** Drafts an application for a new certificate or for the next version of an existing one. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ApplicationInput"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Application"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/applications/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Exports the applications that the list shows, at most 10,000, masked as there. The export is recorded, and
         *     the file names unit, person, time and record.
         */
        get: {
            parameters: {
                query?: {
                    state?: components["schemas"]["ApplicationState"];
                    /** @description Newest first if absent. */
                    order?: components["schemas"]["ListOrder"];
                    format?: components["schemas"]["ExportFormat"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                        "text/csv": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/applications/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows one application in full. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Application"];
                    };
                };
            };
        };
        /** Changes a draft. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ApplicationInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Application"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/applications/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approves an application. The content is frozen and the certificate is registered (decision 0006). */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Application"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/applications/{id}/checks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Checks an application exactly as its approval would, and compares an update with the certificate before. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ApplicationChecks"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/applications/{id}/face.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Draws the face of the certificate that the application would produce. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "image/svg+xml": unknown;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/applications/{id}/move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Moves a draft to the newest published version of its catalog entry. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RowVersion"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Application"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/applications/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Rejects an application for good, with a reason. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Reasoned"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Application"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/applications/{id}/return": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Returns an application to its clerk, with a reason. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Reasoned"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Application"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/applications/{id}/submit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Submits a draft for review. If the content is wrong, each finding names its field. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RowVersion"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Application"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/applications/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Withdraws a draft or a submitted application. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RowVersion"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Application"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/certificates/{identifier}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists every change, reading and use of a certificate and the copies taken of it, oldest first, with those who
         *     acted. The reading is recorded.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    identifier: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CertificateLife"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Signs a checkpoint of the log as it is now. Whoever keeps it can later prove whether a record that it
         *     covers was changed or removed.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CheckpointBody"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists records, newest first, with the names, posts and units of those who acted. The reading is recorded. */
        get: {
            parameters: {
                query?: {
                    event?: components["schemas"]["EventKind"];
                    /** @description Code of the unit in which somebody acted. */
                    unit?: string;
                    /** @description Account or identity of the person who acted. */
                    person?: string;
                    /** @description Identifier or printed number of a certificate. */
                    certificate?: string;
                    /** @description First day, as yyyy-mm-dd. */
                    from?: string;
                    /** @description Last day, as yyyy-mm-dd. */
                    to?: string;
                    /** @description The member `next` of the previous page; absent for the first page. */
                    after?: string;
                    /** @description Number of items, 1 to 200; 50 if absent. */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List_RecordSummary"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/records/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Exports the records that the list shows, at most 10,000. The export is recorded, and
         *     the file names unit, person, time and record.
         */
        get: {
            parameters: {
                query?: {
                    event?: components["schemas"]["EventKind"];
                    /** @description Code of the unit in which somebody acted. */
                    unit?: string;
                    /** @description Account or identity of the person who acted. */
                    person?: string;
                    /** @description Identifier or printed number of a certificate. */
                    certificate?: string;
                    /** @description First day, as yyyy-mm-dd. */
                    from?: string;
                    /** @description Last day, as yyyy-mm-dd. */
                    to?: string;
                    format?: components["schemas"]["ExportFormat"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                        "text/csv": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/records/{record_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows one record with its details and its proof of inclusion. The reading is recorded. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    record_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RecordProof"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/responsibility": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists who held which post from when to when, with the number of acts by event: the posts held in a unit, or
         *     those of a person. The reading is recorded.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Code of the unit in which posts were held; if neither it nor a person is named, the caller's own unit. */
                    unit?: string;
                    /** @description Account or identity of the person who held them. */
                    person?: string;
                    /** @description First day of the time in which posts were held and acts are counted, as yyyy-mm-dd. */
                    from?: string;
                    /** @description Last day, as yyyy-mm-dd. */
                    to?: string;
                    /** @description The member `next` of the previous page; absent for the first page. */
                    after?: string;
                    /** @description Number of items, 1 to 200; 50 if absent. */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List_Responsibility"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/responsibility/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Exports the posts that the list shows, with the acts. The export is recorded, and the file names unit, person,
         *     time and record.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Code of the unit in which posts were held; if neither it nor a person is named, the caller's own unit. */
                    unit?: string;
                    /** @description Account or identity of the person who held them. */
                    person?: string;
                    /** @description First day of the time in which posts were held and acts are counted, as yyyy-mm-dd. */
                    from?: string;
                    /** @description Last day, as yyyy-mm-dd. */
                    to?: string;
                    format?: components["schemas"]["ExportFormat"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                        "text/csv": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/availability": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tells which of the certificates that a matter needs are there for a holder, and of the others the cause. The
         *     question is a use like others: it is counted, and recorded before the answer is sent (I2).
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AvailabilityRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Availability"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/catalog": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists catalog entries: the published ones for everybody, drafts for those who may edit or publish
         *     them.
         */
        get: {
            parameters: {
                query?: {
                    kind?: components["schemas"]["CertificateKind"];
                    state?: components["schemas"]["CatalogState"];
                    /** @description Part of the name or the code. */
                    q?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List_CatalogSummary"];
                    };
                };
            };
        };
        put?: never;
        /** Drafts the first version of a new type. An empty code is assigned by the platform. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["EntryInput"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CatalogEntry"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/catalog-tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the tasks of the units that the caller manages, or of the caller's unit for an editor. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List_CatalogTask"];
                    };
                };
            };
        };
        put?: never;
        /** Has a unit compile a catalog entry within a term. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewTask"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CatalogTask"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/catalog-tasks/{task_id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Withdraws a task that is still open, with a reason. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    task_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Reasoned"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CatalogTask"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/catalog/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows the published version of an entry, or the newest version that the caller may see. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CatalogEntry"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/catalog/{code}/adopt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 认领: the unit of the caller adopts a published entry for its region. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Coded"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/catalog/{code}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 年度确认: the unit of the caller, which issues the type, confirms that the published entry is still right. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Coded"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/catalog/{code}/sample.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Draws the face with the example values of its fields. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "image/svg+xml": unknown;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/catalog/{code}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the versions of an entry, newest first. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List_CatalogSummary"];
                    };
                };
            };
        };
        put?: never;
        /** 编制新版本: begins the next version of a published entry as a draft with the same description. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RenewInput"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CatalogEntry"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/catalog/{code}/versions/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows one version of an entry. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                    number: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CatalogEntry"];
                    };
                };
            };
        };
        /** Changes a draft. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                    number: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AmendInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CatalogEntry"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/catalog/{code}/versions/{number}/circulate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Shows a draft to the using units and asks them for comments. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                    number: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RowVersion"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CatalogEntry"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/catalog/{code}/versions/{number}/comments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Comments on a version before it is published, in the name of the caller's unit. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                    number: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CommentInput"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CatalogComment"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/catalog/{code}/versions/{number}/comparison": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a version changes, and how many certificates and applications hang on its type. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                    number: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CatalogComparison"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/catalog/{code}/versions/{number}/declare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 不涉密声明 (Art. 3): the caller declares that a version contains no state secret. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                    number: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RowVersion"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CatalogEntry"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/catalog/{code}/versions/{number}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Publishes a submitted version and retires the version before it. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                    number: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RowVersion"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CatalogEntry"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/catalog/{code}/versions/{number}/retire": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Retires a published version. Certificates that were made by it stay valid. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                    number: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RowVersion"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CatalogEntry"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/catalog/{code}/versions/{number}/return": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a submitted version back to its editor, with a reason. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                    number: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Reasoned"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CatalogEntry"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/catalog/{code}/versions/{number}/submit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Submits a draft to the managing unit for publication. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                    number: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RowVersion"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CatalogEntry"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/certificates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists certificates of the caller's unit, newest first, with masked names. */
        get: {
            parameters: {
                query?: {
                    type_code?: string;
                    status?: components["schemas"]["CertificateState"];
                    number?: string;
                    identifier?: string;
                    /** @description The member `next` of the previous page; absent for the first page. */
                    after?: string;
                    /** @description Number of items, 1 to 200; 50 if absent. */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List_CertificateSummary"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/certificates/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Exports the certificates that the list shows, at most 10,000, masked as there, as other lists are exported. */
        get: {
            parameters: {
                query?: {
                    type_code?: string;
                    status?: components["schemas"]["CertificateState"];
                    number?: string;
                    identifier?: string;
                    format?: components["schemas"]["ExportFormat"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                        "text/csv": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/certificates/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lists the certificates of one holder among those of the caller's unit, with masked names. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SearchInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List_CertificateSummary"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/certificates/{identifier}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows one certificate in full. The reading is recorded. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    identifier: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Certificate"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/certificates/{identifier}/face.pdf": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Draws the face of a certificate for printing. The reading is recorded. A print has no legal force; only
         *     the sealed OFD file has.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    identifier: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/pdf": unknown;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/certificates/{identifier}/face.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Draws the face of a certificate. The reading is recorded, unless a reading of the last minute covers it. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    identifier: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "image/svg+xml": unknown;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/certificates/{identifier}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Downloads the sealed OFD file. The download is recorded. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    identifier: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/ofd": unknown;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/certificates/{identifier}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists all events of a certificate, oldest first (Art. 12). */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    identifier: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List_Step"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/certificates/{identifier}/issue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Issues a certificate whose type requires a separate act of the issuer (decision 0006). An issue that comes later
         *     than the rule book allows needs a reason.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    identifier: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Reasoned"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Certificate"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/certificates/{identifier}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the notes (备注) on a certificate, newest first, including withdrawn ones. */
        get: {
            parameters: {
                query?: {
                    /** @description The member `next` of the previous page; absent for the first page. */
                    after?: string;
                    /** @description Number of items, 1 to 200; 50 if absent. */
                    limit?: number;
                };
                header?: never;
                path: {
                    identifier: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List_Note"];
                    };
                };
            };
        };
        put?: never;
        /** Adds a note to a certificate of the caller's unit. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    identifier: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NoteInput"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Note"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/certificates/{identifier}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resumes a suspended certificate (恢复), with a reason. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    identifier: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Reasoned"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Certificate"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/certificates/{identifier}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revokes a certificate for good, with one of the four legal kinds (注销、吊销、撤销、作废), the reason and
         *     the legal basis.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    identifier: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RevocationInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Certificate"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/certificates/{identifier}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Suspends a certificate (冻结), with a reason. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    identifier: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Reasoned"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Certificate"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the calling systems of a unit. */
        get: {
            parameters: {
                query?: {
                    /** @description Code of the unit; the caller's own unit if absent. */
                    unit?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List_Client"];
                    };
                };
            };
        };
        put?: never;
        /** Registers a calling system (接入系统) of a unit with its public key. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ClientInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ClientId"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clients/{client_id}/key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replaces the key of a calling system. The old key is refused at once. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    client_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["KeyChange"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ClientVersion"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clients/{client_id}/standing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Suspends or resumes a calling system, from its next request on. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    client_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["StandingChange"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ClientVersion"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dated-data/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists all versions of the rule book, the workdays or the regions, newest first. The last one is part of
         *     the release.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: components["schemas"]["DataName"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List_DataVersion"];
                    };
                };
            };
        };
        put?: never;
        /** Proposes a version with the day on which it takes effect and its article. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: components["schemas"]["DataName"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewData"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DataVersion"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dated-data/{name}/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows one version with its content and its differences from the version before. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: components["schemas"]["DataName"];
                    number: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DataContent"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dated-data/{name}/{number}/sign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs a version for the city. It is in force from its day of effect. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: components["schemas"]["DataName"];
                    number: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RowVersion"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DataVersion"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dated-data/{name}/{number}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Withdraws a proposed version, with a reason. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: components["schemas"]["DataName"];
                    number: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Reasoned"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DataVersion"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/demo/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Proves who is logged in to the demo city, without a password. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/demo/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the accounts of the demo city that can log in without a password. Outside a demo city this
         *     address does not exist.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DemoAccount"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/demo/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Logs in to the demo city without a password. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["DemoLogin"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/face/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Draws a face that has not been saved yet, with the given facts. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PreviewRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "image/svg+xml": unknown;
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists proposals of posts, newest first: all of them for whoever proposes or confirms posts, none for
         *     others.
         */
        get: {
            parameters: {
                query?: {
                    /** @description State of the proposals; those that wait for confirmation if absent. */
                    state?: components["schemas"]["GrantState"];
                    /** @description The member `next` of the previous page; absent for the first page. */
                    after?: string;
                    /** @description Number of items, 1 to 200; 50 if absent. */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List_Grant"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/grants/{grant_id}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirms or declines a proposal of a post. Nobody decides who proposed it or is to hold the post. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    grant_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Decision"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["GrantVersion"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/grants/{grant_id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Withdraws a proposal of a post. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    grant_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RowVersion"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["GrantVersion"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Reports the health of the service after a read from the database, and how the last write ended. The answer
         *     is 200 as long as the database can be read.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Health"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/holder-code-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the holder code types (持证主体代码类型, GB/T 36903, appendix A). */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List_HolderCodeTypeBody"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the jobs in one state, newest first. */
        get: {
            parameters: {
                query?: {
                    /** @description State of the jobs; `parked` if absent. */
                    state?: components["schemas"]["JobState"];
                    after?: string;
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List_Job"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows how many jobs are in each state and when each schedule last ran. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["JobOverview"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Retries a job at once that is parked or waits for its next attempt. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    job_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/matter-imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Imports a table of matters as a whole: matters that are new are registered, others get a new version, and what is
         *     so already stays.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["MatterTable"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MatterImport"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/matter-imports/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says what the import of a table of matters would do, and what is wrong with its rows. Nothing is changed. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["MatterTable"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MatterImport"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/matter-imports/table": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Downloads the table of matters to fill in. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/csv": unknown;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/matters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the matters of a unit. */
        get: {
            parameters: {
                query?: {
                    /** @description Code of the unit; the caller's own unit if absent. Others only for whoever registers their matters. */
                    unit?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List_Matter"];
                    };
                };
            };
        };
        put?: never;
        /** Registers a matter of a unit. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["MatterInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Coded"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/matters/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes name and certificate types of a matter: a new version, which begins on a day. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["MatterChange"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CodedVersion"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/matters/{code}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sets or takes back the last day on which a matter is handled. Afterwards it is no purpose of a use. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["MatterEnd"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CodedVersion"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/matters/{code}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the versions of a matter, newest first, each with what it changes: of the own unit, and for whoever registers
         *     matters, of the units of the reach. Otherwise the list is empty.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List_MatterVersion"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/misses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the certificates that were missing for matters, newest first: what the own unit missed or is missed for, and
         *     for managing units those of their region or of the city. No holder is named.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Code of the using unit. */
                    unit?: string;
                    /** @description Code of the unit that answers. */
                    issuer?: string;
                    type_code?: string;
                    cause?: components["schemas"]["MissCause"];
                    /** @description First day, as yyyy-mm-dd. */
                    from?: string;
                    /** @description Last day, as yyyy-mm-dd. */
                    to?: string;
                    /** @description The member `next` of the previous page; absent for the first page. */
                    after?: string;
                    /** @description Number of items, 1 to 200; 50 if absent. */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List_Miss"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/misses/answers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says for the caller's unit what it does about the misses of a type. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewMissAnswer"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MissAnswerView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/misses/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Counts the misses that the list shows by cause, type and issuing unit, with what the unit answers. */
        get: {
            parameters: {
                query?: {
                    /** @description Code of the using unit. */
                    unit?: string;
                    /** @description Code of the unit that answers. */
                    issuer?: string;
                    type_code?: string;
                    cause?: components["schemas"]["MissCause"];
                    /** @description First day, as yyyy-mm-dd. */
                    from?: string;
                    /** @description Last day, as yyyy-mm-dd. */
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MissCounts"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/misses/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Exports the misses that the list shows, at most 10,000. The export is recorded, and the file names unit, person,
         *     time and record.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Code of the using unit. */
                    unit?: string;
                    /** @description Code of the unit that answers. */
                    issuer?: string;
                    type_code?: string;
                    cause?: components["schemas"]["MissCause"];
                    /** @description First day, as yyyy-mm-dd. */
                    from?: string;
                    /** @description Last day, as yyyy-mm-dd. */
                    to?: string;
                    format?: components["schemas"]["ExportFormat"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                        "text/csv": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notes/{note_id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Withdraws a note of the caller. It stays in the list, marked as withdrawn. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    note_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RowVersion"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Note"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the notices about certificates of the caller's unit, newest first. */
        get: {
            parameters: {
                query?: {
                    /** @description The member `next` of the previous page; absent for the first page. */
                    after?: string;
                    /** @description Number of items, 1 to 200; 50 if absent. */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List_Notice"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notices/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Exports the notices that the list shows, at most 10,000, masked as there. The export is recorded, and
         *     the file names unit, person, time and record.
         */
        get: {
            parameters: {
                query?: {
                    format?: components["schemas"]["ExportFormat"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                        "text/csv": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the people of a unit with their posts. */
        get: {
            parameters: {
                query?: {
                    /** @description Code of the unit; the caller's own unit if absent. */
                    unit?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List_Person"];
                    };
                };
            };
        };
        put?: never;
        /** Registers a person. The posts are proposed, and a password must be changed at the first login. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PersonInput"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PersonId"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/people/{id}/codes/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Withdraws the one-time codes of a person who has lost the token. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CodesOf"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/people/{id}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the certificates of a person. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List_LoginKey"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/people/{id}/keys/{key_id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Withdraws a certificate of a person, for example because the USB key was lost. All sessions of the person end. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    key_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WithdrawnKey"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/people/{id}/password-change": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Demands that a person change the password before doing anything else. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RowVersion"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PersonVersion"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/people/{id}/posts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Proposes a post for a person, which has effect once it is confirmed, or withdraws a post at once. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RoleInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PostAnswer"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/people/{id}/standing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Suspends or resumes a person. Open sessions of a suspended person end at once and for good. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["StandingChange"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PersonVersion"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reports whether the service can do all of its work: 503 if it cannot write. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Health"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/regions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the regions that lie in another one, itself included, by code: what units can be registered in. */
        get: {
            parameters: {
                query?: {
                    /** @description Code of the region whose regions are listed; the city of the caller's unit if absent. */
                    within?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List_Region"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the numbers that come from law, each with its article and its dates. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List_RuleBody"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seals/{seal_id}/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Changes the state of a seal (停用、恢复、挂失、更换、注销), with a reason. Every sealing and every verification
         *     reads this state.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    seal_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SealChange"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SealView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows who is logged in and what they may do. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SessionBody"];
                    };
                };
            };
        };
        put?: never;
        /** Logs in by account, password and, where it is in use, one-time code (Art. 20). The session cookie is in the answer. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Login"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        /** Logs out. The session ends on the server, so the cookie is no longer valid. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/certificate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Logs in by certificate. The session cookie is in the answer. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ChallengeAnswer"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/challenge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives a challenge, which one signature answers within two minutes. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Challenge"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begins one-time codes (GM/T 0021) for whoever is logged in. The secret is in the answer, and is not shown
         *     again.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["NewCodes"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/codes/confirmation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes the one-time codes that were begun into use, by their first one. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["FirstCode"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the certificates with which whoever is logged in can log in, and those that were withdrawn. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List_LoginKey"];
                    };
                };
            };
        };
        put?: never;
        /** Adds a certificate with which whoever is logged in can log in from then on. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewLoginKey"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LoginKey"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/keys/{key_id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Withdraws a certificate of whoever is logged in. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    key_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WithdrawnKey"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/others-end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends all other sessions of whoever is logged in. This one goes on. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PersonVersion"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Changes the password of whoever is logged in. All other sessions of the person end; the cookie of the new
         *     session is in the answer.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PasswordChange"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows people what the platform knows of them: their unit, their posts with the days, and their last logins. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Profile"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Proves again who is logged in. For some minutes, acts that ask for such a proof are open. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Proof"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/proof/certificate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Proves again by certificate who is logged in. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ChallengeAnswer"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/todos": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the work that waits for the posts of the caller. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Todos"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/traces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Finds out which archive copy a picture shows. The request is recorded with its answer. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Picture"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Answer"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/units": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the units of the city. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List_Unit"];
                    };
                };
            };
        };
        put?: never;
        /** Registers a unit of the city. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["UnitInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Coded"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/units/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Corrects name, region and parts of a unit. Its code stays: it names the unit everywhere. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["UnitCorrection"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Unit"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/units/{code}/next-type-code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The code that a new type of a unit gets if none is given: the next free one. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Coded"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/units/{code}/seals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the seals of a unit with their states. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List_SealView"];
                    };
                };
            };
        };
        put?: never;
        /** Makes a new seal for a unit. What earlier seals of the unit have stamped stays valid. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SealId"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/units/{code}/standing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Suspends or resumes a unit. While it is suspended, its people and its calling systems can do nothing. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["StandingChange"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CodedVersion"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the uses in the caller's reach: by the own unit, and for managing units by the units of the region or
         *     of the city, with those who asked.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Code of the unit that made the uses. */
                    unit?: string;
                    type_code?: string;
                    matter_code?: string;
                    /** @description 办件号: the whole number of a case. */
                    case_number?: string;
                    /** @description First day, as yyyy-mm-dd. */
                    from?: string;
                    /** @description Last day, as yyyy-mm-dd. */
                    to?: string;
                    /** @description Newest first if absent. */
                    order?: components["schemas"]["ListOrder"];
                    /** @description The member `next` of the previous page; absent for the first page. */
                    after?: string;
                    /** @description Number of items, 1 to 200; 50 if absent. */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List_UseView"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Uses the certificates of a holder for a purpose (Art. 14). The use is recorded before the answer is
         *     sent (I2).
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["UseRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["UseAnswer"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uses/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Exports the uses that the list shows, at most 10,000. The export is recorded, and
         *     the file names unit, person, time and record.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Code of the unit that made the uses. */
                    unit?: string;
                    type_code?: string;
                    matter_code?: string;
                    /** @description 办件号: the whole number of a case. */
                    case_number?: string;
                    /** @description First day, as yyyy-mm-dd. */
                    from?: string;
                    /** @description Last day, as yyyy-mm-dd. */
                    to?: string;
                    /** @description Newest first if absent. */
                    order?: components["schemas"]["ListOrder"];
                    format?: components["schemas"]["ExportFormat"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                        "text/csv": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uses/{use_code}/archive-copy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Downloads the archive copy (存档副本, Art. 16) of a use. Each download is recorded. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    use_code: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/ofd": unknown;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uses/{use_code}/archive-copy.pdf": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Draws all pages of the archive copy for printing, with the same watermark and hidden mark. Each
         *     download is recorded.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    use_code: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/pdf": unknown;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uses/{use_code}/archive-copy.png": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Draws the first page of the archive copy as a picture, with the same watermark and hidden mark. Each
         *     download is recorded.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    use_code: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "image/png": unknown;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Verifies an OFD file. The file is not kept; the answer says which checks failed, and why. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/ofd": number[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Verification"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description 已确认的警告: a warning that the reviewer accepted, with the reason. */
        Accepted: {
            code: components["schemas"]["Code"];
            /** @description Field and code of the finding. */
            field: string;
            /** @description What the finding says. It may be left out if no other warning has the same field and code. */
            message?: string;
            reason: string;
        };
        /** @description How often something was done. */
        ActCount: {
            /** Format: int64 */
            count: number;
            event: components["schemas"]["EventKind"];
            event_zh: string;
        };
        /** @enum {string} */
        Action: "read_public_catalog" | "read_catalog_draft" | "draft_catalog" | "publish_catalog" | "retire_catalog" | "adopt_catalog" | "comment_catalog" | "confirm_catalog" | "assign_catalog" | "draft_application" | "submit_application" | "review_application" | "read_application" | "produce_certificate" | "issue_certificate" | "suspend_certificate" | "resume_certificate" | "revoke_certificate" | "read_certificate" | "download_certificate" | "use_certificate" | "take_archive_copy" | "read_usage" | "read_misses" | "answer_misses" | "verify_file" | "read_notice" | "send_notice" | "read_audit_log" | "read_responsibility" | "trace_copy" | "read_unit" | "register_unit" | "register_person" | "grant_role" | "confirm_role" | "change_person" | "change_unit" | "change_client" | "recover_account" | "bootstrap_city" | "register_seal" | "change_seal" | "register_client" | "open_session" | "add_note" | "withdraw_note" | "read_note" | "propose_data" | "sign_data" | "guard_log" | "read_data" | "read_job" | "retry_job";
        /** @description An actor as lists show it. */
        Actor: {
            /** @description The account of the person, or the operator that the calling system named. */
            account: string;
            kind: components["schemas"]["CallerKind"];
            /** @description The name of the person or of the calling system; empty if it is not known or not to be told. */
            name: string;
            /** @description The posts that the person holds today. */
            posts: components["schemas"]["Role"][];
            posts_zh: string[];
            unit_code: string;
            unit_name: string;
        };
        AdoptedBy: {
            region: string;
            unit: string;
            unit_name: string;
        };
        AmendInput: {
            entry: components["schemas"]["CatalogDescription"];
            /** Format: int64 */
            row_version: number;
        };
        Answer: {
            /**
             * Format: int64
             * @description Number of copies that the picture was compared with.
             */
            candidates: number;
            copy?: components["schemas"]["CopiedFor"] | null;
            /** @description PNG in base64 that marks the characters which identify the copy; null if no mark was found. */
            evidence?: string | null;
            /** @description Whether a copy was recognised. */
            found: boolean;
            read_by?: components["schemas"]["CopyReading"] | null;
            /**
             * Format: double
             * @description By how many standard deviations the copy exceeds the other copies. The hidden mark names a copy
             *     from 6.5 on.
             */
            z: number;
        };
        Application: {
            /** @description The warnings that the reviewer accepted, with the reasons. */
            accepted: components["schemas"]["Accepted"][];
            /** @description Codes that are printed on the document although their check digit does not fit. */
            as_issued: components["schemas"]["AsIssued"][];
            /** Format: int64 */
            catalog_version: number;
            /** @description Identifier of the certificate that was registered at approval. */
            certificate?: string | null;
            /** @description On what a correction of the holder's code rests. */
            correction_basis: string;
            created_at: string;
            /** @description Left out in lists. */
            facts: Record<string, unknown>;
            /** @description Masked in lists. */
            holder: components["schemas"]["Holder"];
            id: string;
            /** @description new or update. */
            kind: components["schemas"]["ApplicationKind"];
            overdue: boolean;
            paper_number: string;
            /** @description Why the application was returned or rejected. */
            reason?: string | null;
            /** @description Identifier of the certificate that the application updates. */
            replaces?: string | null;
            /** @description Until when it is to be reviewed, if it waits for that. */
            review_due?: string | null;
            reviewed_by?: string | null;
            /** Format: int64 */
            row_version: number;
            /** @description draft, submitted, approved, completed, rejected, withdrawn. */
            state: components["schemas"]["ApplicationState"];
            submitted_at?: string | null;
            submitted_by?: string | null;
            type_code: string;
            type_name: string;
            unit_code: string;
            update_reason?: components["schemas"]["UpdateReason"] | null;
            updated_at: string;
            valid_from?: string | null;
            valid_to?: string | null;
            /**
             * Format: int64
             * @description Warnings at the last submission, for the reviewer to decide.
             */
            warnings: number;
        };
        /** @description What the check of an application finds now. */
        ApplicationChecks: {
            /**
             * Format: int64
             * @description The version of the entry that the application follows, and the published one.
             */
            catalog_version: number;
            /** @description What an update changes in the certificate before. */
            differences: components["schemas"]["Difference"][];
            findings: components["schemas"]["Finding"][];
            /** Format: int64 */
            published_version?: number | null;
            /** @description First and last valid day that approval would freeze today. */
            valid_from?: string | null;
            /** @description Absent means long term. */
            valid_to?: string | null;
        };
        ApplicationInput: {
            /** @description Codes that are printed on the document although their check digit does not fit (证载如此). */
            as_issued?: components["schemas"]["AsIssued"][];
            /** @description On what a correction of the holder's code rests; required if an update corrects it. */
            correction_basis?: string;
            facts?: Record<string, unknown>;
            holder: components["schemas"]["HolderInput"];
            /** @description Number of the paper certificate, if there is one (Art. 10). */
            paper_number?: string | null;
            /** @description Identifier of the certificate that an update replaces; absent for a new certificate. */
            replaces?: string | null;
            /**
             * Format: int64
             * @description Required when a draft is changed.
             */
            row_version?: number | null;
            /** @description Required for a new certificate; an update takes the type of the certificate that it replaces. */
            type_code?: string;
            update_reason?: components["schemas"]["UpdateReason"] | null;
            /** @description First valid day, yyyy-mm-dd; the day of approval if absent. */
            valid_from?: string | null;
            /** @description Last valid day, yyyy-mm-dd; computed from the validity of the catalog entry if absent. */
            valid_to?: string | null;
        };
        /** @enum {string} */
        ApplicationKind: "new" | "update";
        /** @enum {string} */
        ApplicationState: "draft" | "submitted" | "approved" | "completed" | "rejected" | "withdrawn";
        /** @description The version of the application that the reviewer has seen, with the warnings that they accept. */
        Approval: {
            accepted?: components["schemas"]["Accepted"][];
            /** Format: int64 */
            row_version: number;
        };
        /**
         * @description 证载如此: a clerk's statement that a code whose check digit does not fit is printed on the document so. The code is
         *     then kept with a warning, which the reviewer accepts with a reason.
         */
        AsIssued: {
            /** @description `holder.code`, or the path of a fact such as `facts.XYDM`. */
            field: string;
            /** @description Where the clerk saw the code. */
            reason: string;
        };
        /** @description The certificates that the matter needs, in its order. */
        Availability: {
            matter_code: string;
            matter_name: string;
            /**
             * Format: int64
             * @description 事项版本: the version of the matter by which it is judged.
             */
            matter_version: number;
            needs: components["schemas"]["NeededCertificate"][];
        };
        /** @description The question of a using unit: what there is for a matter and a holder. */
        AvailabilityRequest: {
            /** @description 办件号: number of the case at the caller's unit. */
            case_number: string;
            holder_code: string;
            /** @description 事项编码: code of a matter of the caller's unit. */
            matter_code: string;
        };
        /** @enum {string} */
        CallerKind: "public" | "person" | "system" | "program";
        /** @enum {string} */
        CatalogAct: "amend" | "circulate" | "declare" | "submit" | "return" | "publish" | "retire" | "renew" | "adopt" | "confirm" | "comment" | "apply";
        /** @description One difference. */
        CatalogChange: {
            /** @description In words; empty for what was removed. */
            after: string;
            aspect?: components["schemas"]["CatalogFieldAspect"] | null;
            /** @description In words; empty for what was added. */
            before: string;
            /** @description Name of the field, with the name of its group before it; empty for other parts. */
            field: string;
            kind: components["schemas"]["CatalogChangeKind"];
            part: components["schemas"]["CatalogPart"];
        };
        /** @enum {string} */
        CatalogChangeKind: "added" | "removed" | "changed";
        /** @description A comment as the page of an entry shows it. */
        CatalogComment: {
            /** @description RFC 3339. */
            at: string;
            /** @description Name of the person who wrote it. */
            author: string;
            id: string;
            text: string;
            unit_name: string;
        };
        /** @description What a version changes, and what hangs on its type. */
        CatalogComparison: {
            /**
             * Format: int64
             * @description Applications of the type that have not ended, counted up to `counted_to`.
             */
            applications_open: number;
            /**
             * Format: int64
             * @description Certificates of the type that are in force, counted up to `counted_to`.
             */
            certificates_in_force: number;
            changes: components["schemas"]["CatalogChange"][];
            /**
             * Format: int64
             * @description The version that it is compared with: the published one, or for a version that was published
             *     the one before; null for the first version of a type.
             */
            compared_with?: number | null;
            /** Format: int64 */
            counted_to: number;
            /** Format: int64 */
            version: number;
        };
        /** @description 年度确认: when an issuing unit confirmed a published entry. */
        CatalogConfirmation: {
            /** @description RFC 3339; null if the unit never confirmed the entry. */
            confirmed_at?: string | null;
            /** @description Name of the person; empty if the unit never confirmed the entry. */
            confirmed_by: string;
            /** @description Last day on which the unit confirms it again. */
            due: string;
            overdue: boolean;
            unit: string;
            unit_name: string;
        };
        /** @description 不涉密声明 (Art. 3): who declared when that an entry contains no state secret. */
        CatalogDeclaration: {
            /** @description RFC 3339. */
            at: string;
            /** @description Name of the person, for staff; empty for the public. */
            by: string;
        };
        /** @description 目录条目: the description of one certificate type, in one version, published or not. */
        CatalogDescription: {
            /** @description What an archive copy shows (Art. 16). */
            archive_copy?: components["schemas"]["CopyContent"];
            /** @description 目录基本码: the province's code of the type, 9 digits. */
            basic_code: string;
            /** @description 证照类型代码, 21 characters ([`TypeCode`]). */
            code: string;
            /** @description 证照定义机构: unified social credit code; the type code begins with it. */
            defining_unit: string;
            /** @description Face template in the format `yinxin-face/1`; the crate `face` checks it. */
            face: Record<string, unknown>;
            fields: components["schemas"]["FieldSpec"][];
            holder_kind: components["schemas"]["HolderKind"];
            issue_step: components["schemas"]["IssueStep"];
            /** @description Unified social credit codes of the units that issue the type. */
            issuing_units?: string[];
            kind: components["schemas"]["CertificateKind"];
            legal_basis?: string;
            name: string;
            /** @description Pattern of the printed number ([`crate::number::expand`]). */
            number_pattern: string;
            /** @description 字段间规则: what the values of several fields must satisfy together (Art. 11). */
            rules?: components["schemas"]["FieldRule"][];
            scope_of_use: string;
            /** @description Whether a holder may have several certificates of the type in force. */
            second?: components["schemas"]["SecondCertificate"];
            sharing: components["schemas"]["SharingKind"];
            spec?: string;
            validity: components["schemas"]["Validity"];
        };
        /** @description A catalog entry with its version, state and adoptions. */
        CatalogEntry: components["schemas"]["CatalogDescription"] & {
            /** @description What the caller may do to this version now. */
            acts: components["schemas"]["CatalogAct"][];
            adopted_by: components["schemas"]["AdoptedBy"][];
            /** @description Whether the using units are asked for comments on this draft. */
            circulated: boolean;
            /** @description What using units say about it; others than those who work on it see what their own unit said. */
            comments: components["schemas"]["CatalogComment"][];
            /**
             * @description The yearly confirmations by the issuing units, for those who work on the entry; others see that of
             *     their own unit.
             */
            confirmations: components["schemas"]["CatalogConfirmation"][];
            declared?: components["schemas"]["CatalogDeclaration"] | null;
            defining_unit_name: string;
            /** @description Warnings about the face, in Chinese, for those who may work on the entry; empty for others. */
            notes: string[];
            published_at?: string | null;
            /** @description Why the manager returned the draft; empty if not, and for those who do not work on it. */
            reason: string;
            /** Format: int64 */
            row_version: number;
            state: components["schemas"]["CatalogState"];
            /** @description The task for which it was compiled, or empty. */
            task: string;
            /** Format: int64 */
            version: number;
        };
        /** @enum {string} */
        CatalogFieldAspect: "name" | "type" | "required" | "limits" | "options" | "sensitivity" | "example" | "note";
        /** @enum {string} */
        CatalogPart: "basic_code" | "name" | "kind" | "holder_kind" | "defining_unit" | "issuing_units" | "validity" | "sharing" | "legal_basis" | "scope_of_use" | "issue_step" | "number_pattern" | "spec" | "archive_copy" | "field" | "field_order" | "second" | "rules" | "face";
        /** @enum {string} */
        CatalogState: "draft" | "submitted" | "published" | "retired";
        CatalogSummary: {
            basic_code: string;
            code: string;
            defining_unit: string;
            defining_unit_name: string;
            field_count: number;
            holder_kind: components["schemas"]["HolderKind"];
            /** @description Whether the caller's unit issues certificates of the type: only then may its clerks apply for one. */
            issued: boolean;
            /** @description licence, proof, approval, appraisal, result. */
            kind: components["schemas"]["CertificateKind"];
            name: string;
            published_at?: string | null;
            sharing: components["schemas"]["SharingKind"];
            /** @description draft, submitted, published, retired. */
            state: components["schemas"]["CatalogState"];
            /** Format: int64 */
            version: number;
        };
        /** @description A task as lists show it. */
        CatalogTask: {
            /** @description RFC 3339. */
            assigned_at: string;
            assigned_by: string;
            due: string;
            id: string;
            name: string;
            /** @description The term has passed and nothing is submitted. */
            overdue: boolean;
            /** @description Why it was withdrawn. */
            reason: string;
            /** Format: int64 */
            row_version: number;
            state: components["schemas"]["CatalogTaskState"];
            /** @description What the caller may do to it now. */
            steps: components["schemas"]["CatalogTaskStep"][];
            type_code: string;
            unit: string;
            unit_name: string;
            version?: components["schemas"]["CatalogTaskVersion"] | null;
        };
        /** @enum {string} */
        CatalogTaskState: "open" | "done" | "withdrawn";
        /** @enum {string} */
        CatalogTaskStep: "take_up" | "finish" | "withdraw";
        /** @description The version that was drafted for a task. */
        CatalogTaskVersion: {
            code: string;
            /** Format: int64 */
            number: number;
            state: components["schemas"]["CatalogState"];
        };
        /** @description One certificate in full. */
        Certificate: {
            /** Format: int64 */
            catalog_version: number;
            /** @description The effect today: valid, expiring, expired, not_yet_valid, or the status. */
            effective: components["schemas"]["Effect"];
            /** @description Values by field key; masked unless the caller's own unit issued it. */
            facts: Record<string, unknown>;
            /** @description The facts with the names of their fields, in the order of the catalog entry. */
            fields: components["schemas"]["FieldValue"][];
            file?: components["schemas"]["FileDigests"] | null;
            holder: components["schemas"]["Holder"];
            identifier: string;
            /** @description RFC 3339; absent until the certificate is issued. */
            issued_at?: string | null;
            issuing_unit: string;
            issuing_unit_name: string;
            number: string;
            provincial_code: string;
            replaced_by?: string | null;
            replaces?: string | null;
            revocation?: components["schemas"]["Revocation"] | null;
            /** Format: int64 */
            row_version: number;
            /** @description registered, active, suspended, superseded, revoked. */
            status: components["schemas"]["CertificateState"];
            type_code: string;
            type_name: string;
            valid_from?: string | null;
            /** @description Last valid day; absent means long term. */
            valid_to?: string | null;
            /**
             * Format: int32
             * @description Version of the certificate, counted from 1.
             */
            version: number;
        };
        /** @enum {string} */
        CertificateKind: "licence" | "proof" | "approval" | "appraisal" | "result";
        /** @description The whole life of a certificate, and which certificate it is. */
        CertificateLife: {
            identifier: string;
            number: string;
            /** @description Oldest first; of readings and uses the newest ones. */
            steps: components["schemas"]["Step"][];
            type_name: string;
        };
        /** @enum {string} */
        CertificateState: "registered" | "active" | "suspended" | "superseded" | "revoked";
        /** @description One line of a list of certificates. The name of the holder is masked. */
        CertificateSummary: {
            effective: components["schemas"]["Effect"];
            holder_name: string;
            identifier: string;
            issued_at?: string | null;
            number: string;
            status: components["schemas"]["CertificateState"];
            type_code: string;
            type_name: string;
            valid_to?: string | null;
        };
        /** @description A challenge, which one signature answers. */
        Challenge: {
            challenge: string;
        };
        /** @description The answer to a challenge, with the key that gave it. */
        ChallengeAnswer: {
            challenge: string;
            /** @description SM3 of the public key (SubjectPublicKeyInfo), in hexadecimal. */
            key_id: string;
            /**
             * @description Address of the page, such as `https://zz.example.gov.cn`; it is signed, and must be the one that the
             *     request came to.
             */
            origin: string;
            /** @description SM2 signature over `yinxin-login/1`, challenge and origin, a line each: DER or r and s, in hexadecimal. */
            signature: string;
        };
        /** @enum {string} */
        Channel: "manual" | "api";
        /** @description One check with its outcome, in words. */
        Check: {
            en: string;
            name: string;
            outcome: components["schemas"]["Outcome"];
            zh: string;
        };
        CheckpointBody: {
            /** @description Public key that verifies receipts: SubjectPublicKeyInfo, DER in hexadecimal. */
            receipt_key: string;
            /** @description Root of the Merkle tree, SM3, in hexadecimal. */
            root: string;
            /**
             * Format: int64
             * @description Number of records that the checkpoint covers.
             */
            size: number;
            /** @description The checkpoint as a signed note (C2SP). */
            text: string;
        };
        /** @description A calling system as a list shows it. */
        Client: {
            client_id: string;
            name: string;
            /** @description SM2 public key: SubjectPublicKeyInfo, DER in hexadecimal. */
            public_key: string;
            /** Format: int64 */
            row_version: number;
            state: components["schemas"]["StandingState"];
            unit_code: string;
        };
        ClientId: {
            client_id: string;
        };
        ClientInput: {
            client_id: string;
            name: string;
            /** @description SM2 public key that verifies the system's signatures: SubjectPublicKeyInfo, DER in hexadecimal. */
            public_key: string;
            unit_code: string;
        };
        /** @description A calling system that was changed, and the version of the row after the change. */
        ClientVersion: {
            client_id: string;
            /** Format: int64 */
            row_version: number;
        };
        /** @enum {string} */
        Code: "unit_code_invalid" | "id_number_invalid" | "id_number_birth_date" | "type_code_invalid" | "identifier_invalid" | "region_unknown" | "holder_code_type_unknown" | "holder_code_invalid" | "holder_name_missing" | "holder_kind_mismatch" | "content_invalid" | "field_unknown" | "field_missing" | "field_type" | "field_too_long" | "field_range" | "field_option" | "field_date" | "field_character" | "field_image" | "field_rows" | "validity_order" | "validity_ended" | "catalog_invalid" | "catalog_state" | "catalog_not_published" | "catalog_not_adopted" | "catalog_adopted" | "type_code_taken" | "type_codes_exhausted" | "secrecy_undeclared" | "field_not_on_face" | "comment_invalid" | "task_invalid" | "task_state" | "task_of_another" | "table_invalid" | "matter_ended" | "matter_unchanged" | "first_day_invalid" | "last_day_invalid" | "miss_unknown" | "planned_day_invalid" | "legal_basis_missing" | "application_state" | "picture_unusable" | "seal_state" | "seal_step_unknown" | "certificate_state" | "same_person" | "reason_missing" | "revocation_basis_missing" | "revocation_kind_unknown" | "update_reason_missing" | "update_target" | "update_pending" | "fields_disagree" | "image_too_small" | "warnings_open" | "second_certificate" | "validity_moved" | "validity_term" | "validity_shortened" | "validity_distant" | "correction_basis_missing" | "certificate_expired" | "issue_late" | "entry_moved" | "number_exhausted" | "number_taken" | "job_state" | "data_invalid" | "data_state" | "data_date" | "note_invalid" | "note_state" | "note_of_another" | "purpose_missing" | "matter_unknown" | "matter_not_allowed" | "case_number_invalid" | "use_limit" | "sharing_withheld" | "sharing_conditional" | "face_invalid" | "work_exceeded" | "memory_exceeded" | "unit_unknown" | "unit_taken" | "matter_taken" | "client_taken" | "name_invalid" | "account_invalid" | "person_unknown" | "account_taken" | "password_weak" | "login_failed" | "code_required" | "code_wrong" | "login_key_invalid" | "login_key_taken" | "login_key_state" | "challenge_invalid" | "signature_wrong" | "code_state" | "proof_required" | "second_factor_required" | "login_locked" | "password_wrong" | "password_unchanged" | "password_change_required" | "standing_state" | "own_standing" | "grant_state" | "grant_for_oneself" | "grant_pending" | "post_period" | "post_reserved" | "posts_exclude" | "city_bootstrapped" | "administrators_alike" | "unauthenticated" | "denied" | "csrf_invalid" | "not_found" | "conflict" | "idempotency_reused" | "idempotency_invalid" | "request_invalid" | "query_invalid" | "request_too_large" | "request_slow" | "method_not_allowed" | "signature_invalid" | "signature_expired" | "nonce_reused" | "operator_invalid" | "client_suspended" | "evidence_broken" | "log_stopped" | "busy" | "unavailable" | "internal";
        /** @enum {string} */
        CodeState: "proposed" | "active" | "withdrawn";
        /** @description The code of what was registered or adopted. */
        Coded: {
            code: string;
        };
        /** @description The code of what was changed, and its version after the change. */
        CodedVersion: {
            code: string;
            /** Format: int64 */
            row_version: number;
        };
        /** @description The one-time codes of a person. */
        CodesOf: {
            codes: components["schemas"]["CodeState"];
            person_id: string;
        };
        CommentInput: {
            text: string;
        };
        /** @description Who took a copy, and what for. */
        CopiedFor: {
            copy_id: string;
            identifier: string;
            /** @description RFC 3339. */
            made_at: string;
            /** @description Matter code and case number, separated by a space. */
            purpose: string;
            unit_name: string;
            use_code: string;
            /**
             * @description The name of the person. For a calling system, its identity and its operator as in the
             *     record.
             */
            user_name: string;
        };
        /** @enum {string} */
        CopyContent: "masked" | "whole";
        /** @enum {string} */
        CopyReading: "mark" | "code";
        /** @description A version in full, with how it differs from the one before. */
        DataContent: {
            added: string[];
            /**
             * Format: int64
             * @description Number of the version that it is compared with.
             */
            compared_with?: number | null;
            content: string;
            removed: string[];
            version: components["schemas"]["DataVersion"];
        };
        /** @enum {string} */
        DataName: "rule_book" | "workdays" | "regions";
        /** @enum {string} */
        DataState: "proposed" | "in_force" | "withdrawn";
        /** @description A version as lists show it, without its content. */
        DataVersion: {
            article: string;
            created_at?: string | null;
            /** @description SM3 of the content, hex. */
            digest: string;
            /** @description yyyy-mm-dd; absent for the version that is part of the release. */
            effective_from?: string | null;
            name: components["schemas"]["DataName"];
            /**
             * Format: int64
             * @description 1 or more; 0 is the version that is part of the release.
             */
            number: number;
            /** @description Identities of people. */
            proposed_by?: string | null;
            /** Format: int64 */
            row_version: number;
            signed_by?: string | null;
            state: components["schemas"]["DataState"];
            /** @description Whether it is the version in force today. */
            today: boolean;
        };
        Decision: {
            /** @description true confirms the post, false declines it. */
            confirm: boolean;
            /** Format: int64 */
            row_version: number;
        };
        /** @description An account of the demo city. */
        DemoAccount: {
            account: string;
            name: string;
            posts: components["schemas"]["Role"][];
            posts_zh: string[];
            unit_code: string;
            unit_name: string;
        };
        DemoLogin: {
            account: string;
        };
        /** @description One of the details of a record in words. */
        DetailView: {
            name: string;
            value: string;
        };
        /** @description One value that an update changes; empty where there is none. */
        Difference: {
            after: string;
            before: string;
            label: string;
        };
        /** @enum {string} */
        Effect: "registered" | "not_yet_valid" | "valid" | "expiring" | "expired" | "suspended" | "superseded" | "revoked";
        /**
         * @description A new type to be drafted; an empty code is assigned. The entry is read later than the body, so that
         *     an error in it is refused as `catalog_invalid` and names its member.
         */
        EntryInput: components["schemas"]["CatalogDescription"] & {
            /** @description The task for which it is compiled, if there is one. */
            task?: string;
        };
        /** @enum {string} */
        EventKind: "catalog.drafted" | "catalog.renewed" | "catalog.circulated" | "catalog.commented" | "catalog.declared" | "catalog.submitted" | "catalog.returned" | "catalog.published" | "catalog.retired" | "catalog.adopted" | "catalog.confirmed" | "catalog_task.assigned" | "catalog_task.withdrawn" | "application.drafted" | "application.submitted" | "application.returned" | "application.rejected" | "application.approved" | "application.moved" | "application.withdrawn" | "certificate.ordered" | "certificate.issued" | "certificate.suspended" | "certificate.resumed" | "certificate.revoked" | "certificate.viewed" | "certificate.downloaded" | "certificate.redrawn" | "certificate.used" | "certificate.availability_told" | "certificate.use_refused" | "certificate.use_repeated" | "archive_copy.taken" | "archive_copy.traced" | "misses.answered" | "note.added" | "note.withdrawn" | "unit.registered" | "unit.corrected" | "matter.registered" | "matter.changed" | "matters.imported" | "matter.ended" | "person.registered" | "role.proposed" | "role.granted" | "role.declined" | "role.proposal_withdrawn" | "role.withdrawn" | "person.changed" | "unit.changed" | "client.changed" | "client.key_replaced" | "password.demanded" | "password.changed" | "password.reset" | "account.unlocked" | "city.bootstrapped" | "seal.registered" | "seal.changed" | "client.registered" | "session.opened" | "session.closed" | "session.proved" | "session.others_ended" | "login.failed" | "login_key.added" | "login_key.withdrawn" | "login_code.begun" | "login_code.confirmed" | "login_code.withdrawn" | "list.exported" | "audit.read" | "data.proposed" | "data.signed" | "data.withdrawn" | "job.parked" | "job.retried" | "checkpoint.renewed" | "clock.accepted" | "alarm.raised" | "details.erased" | "denied";
        /** @enum {string} */
        ExportFormat: "csv" | "xlsx";
        /** @description One value of a code list. */
        FieldOption: {
            code: string;
            name: string;
        };
        /** @description What is wrong with one field, such as `facts.JYXM`. */
        FieldProblem: {
            code: components["schemas"]["Code"];
            field: string;
            message: string;
            /** @description Whether it must be mended, or decided by a reviewer. */
            severity: components["schemas"]["Severity"];
        };
        /**
         * @description One rule. `field` and `other` are keys of fields, `GROUP.FIELD` for each row of a group, or for `other` also
         *     `holder.name`, `holder.code`, `valid_from`, `valid_to` and `today`. A rule is not applied where a value that it
         *     compares is absent.
         */
        FieldRule: {
            field: string;
            kind: components["schemas"]["RuleKind"];
            other: string;
            /** @description Whether who breaks it is refused, or the reviewer decides with a reason. */
            severity?: components["schemas"]["Severity"];
            /** @description For `required_if`: values of `other`; empty for any. */
            values?: string[];
        };
        /** @description The description of one field in a catalog entry. */
        FieldSpec: {
            /** Format: int32 */
            decimals?: number | null;
            example?: string;
            fields?: components["schemas"]["FieldSpec"][];
            /** @description Key of the field in the facts, unique in the entry. DB44/T 2167 uses upper-case pinyin initials. */
            key: string;
            /** @description Smallest width and height of an image, in pixels; [`LEAST_PIXELS`] if absent. */
            least_pixels?: number[] | null;
            /** Format: double */
            max?: number | null;
            max_length?: number | null;
            max_rows?: number | null;
            /**
             * Format: double
             * @description Smallest value of a number; 0 if absent, because what certificates count and measure is hardly ever
             *     negative.
             */
            min?: number | null;
            name: string;
            note?: string;
            options?: components["schemas"]["FieldOption"][];
            required?: boolean;
            sensitivity?: components["schemas"]["Sensitivity"];
            type: components["schemas"]["FieldType"];
            /**
             * @description For a document number: key of the code list beside it that says what document it is, by the codes of
             *     [`crate::holder::HOLDER_CODE_TYPES`].
             */
            type_field?: string | null;
        };
        /** @enum {string} */
        FieldType: "text" | "number" | "date" | "code_list" | "person_name" | "id_number" | "document_number" | "uscc" | "image" | "group";
        FieldValue: {
            key: string;
            name: string;
            /** @description A text, or a list of rows. Images are left out. */
            value: unknown;
        };
        FileDigests: {
            /** Format: int64 */
            bytes: number;
            sha256: string;
            /** @description In hexadecimal, like `sha256`. */
            sm3: string;
        };
        Finding: {
            code: components["schemas"]["Code"];
            /** @description Path of the field, such as `facts.JYXM`. */
            field: string;
            /** @description Name of the field. */
            label: string;
            message: string;
            severity: components["schemas"]["Severity"];
        };
        FirstCode: {
            /** @description The present code of the new secret, six digits. */
            code: string;
        };
        /** @description A proposal as a list shows it. */
        Grant: {
            account: string;
            /** @description First day of the post; null for a grant from before days were written down. */
            first_day?: string | null;
            grant_id: string;
            /** @description Last day of the post; null if it is held until it is withdrawn. */
            last_day?: string | null;
            person_id: string;
            person_name: string;
            post: components["schemas"]["Role"];
            proposed_at: string;
            /** @description Identity of the person who proposed it. */
            proposed_by: string;
            /** Format: int64 */
            row_version: number;
            state: components["schemas"]["GrantState"];
            tenure?: components["schemas"]["Tenure"] | null;
            unit_code: string;
        };
        /** @enum {string} */
        GrantState: "proposed" | "confirmed" | "declined" | "withdrawn";
        /** @description The version of a proposal that the caller has seen. */
        GrantVersion: {
            grant_id: string;
            /** Format: int64 */
            row_version: number;
        };
        /**
         * @description A head and the combined outcome of its checks: failed if one of them failed; unknown if none
         *     failed but one could not be decided, or none was made; otherwise passed.
         */
        Head: {
            name: string;
            outcome: components["schemas"]["Outcome"];
            zh: string;
        };
        /** @description Whether the service can do its work. */
        Health: {
            /** @description Number of alarms about edited evidence since the start; the operator's log names them. */
            alarms: number;
            engine: string;
            /**
             * Format: int64
             * @description Number of requests since the start that failed by a mistake in the program; the standard error output names
             *     the places.
             */
            panics: number;
            status: components["schemas"]["HealthStatus"];
            /**
             * @description Whether writing is stopped, because the log does not extend the outside checkpoint, or the disk or
             *     the clock is not good.
             */
            stopped: boolean;
            version: string;
            /** @description Whether a write works. If not, every use and change is refused. */
            writable: boolean;
        };
        /** @enum {string} */
        HealthStatus: "ok" | "alarm" | "read_only";
        /** @description A post of a person with its days, as lists show it. */
        HeldPost: {
            /** @description The first day, as `yyyy-mm-dd`; null for a post that was given before days were written down. */
            first_day?: string | null;
            /** @description The last day; null if the post is held until it is withdrawn. */
            last_day?: string | null;
            post: components["schemas"]["Role"];
            tenure: components["schemas"]["Tenure"];
        };
        Holder: {
            code: string;
            /** @description Code of GB/T 36903, Appendix A, such as 111 or 001. */
            code_type: string;
            name: string;
        };
        HolderCodeTypeBody: {
            code: string;
            name: string;
            natural: boolean;
        };
        HolderInput: {
            code: string;
            /** @description Holder code type of GB/T 36903, appendix A. */
            code_type: string;
            name: string;
        };
        /** @enum {string} */
        HolderKind: "natural" | "legal" | "mixed" | "other";
        ImportFinding: {
            /** @description Head of the column. */
            column: string;
            /** @description Line of the file; the head is line 1. */
            line: number;
            /** @description What is wrong, in Chinese. */
            message: string;
        };
        /** @enum {string} */
        IssueStep: "automatic" | "separate";
        /** @description A job as the page shows it. */
        Job: {
            created_at: string;
            /** @description RFC 3339; the job does not run before this instant. */
            due_at: string;
            /** @description RFC 3339; when the job was done or parked. */
            finished_at?: string | null;
            id: string;
            kind: components["schemas"]["JobKind"];
            /** @description Why the job last failed; empty if it never failed. */
            last_error: string;
            /**
             * Format: int64
             * @description Jobs with a smaller number are run first.
             */
            priority: number;
            /**
             * Format: int64
             * @description Number of steps that are done, out of `progress_total`. Both are 0 for a job of one step.
             */
            progress_done: number;
            /** Format: int64 */
            progress_total: number;
            state: components["schemas"]["JobState"];
            /** @description Identity of the row that the job works on. */
            subject: string;
            /**
             * Format: int64
             * @description How often the job was started.
             */
            tries: number;
        };
        /** @enum {string} */
        JobKind: "produce";
        /** @description The number of jobs in each state, and the schedules. */
        JobOverview: {
            /** Format: int64 */
            parked: number;
            /** Format: int64 */
            running: number;
            schedules: components["schemas"]["Schedule"][];
            /** Format: int64 */
            waiting: number;
        };
        /** @enum {string} */
        JobState: "waiting" | "running" | "done" | "parked";
        KeyChange: {
            /** @description The new SM2 public key: SubjectPublicKeyInfo, DER in hexadecimal. */
            public_key: string;
            /** Format: int64 */
            row_version: number;
        };
        /** @enum {string} */
        Lack: "none" | "registered" | "not_yet_valid" | "expired" | "suspended" | "superseded" | "revoked" | "unreadable" | "issuer_suspended" | "catalog_not_published" | "sharing_conditional" | "sharing_withheld";
        /** @enum {string} */
        ListOrder: "newest" | "oldest";
        /**
         * @description One page of a list. `next` is the parameter `after` of the request for the next page; it is null on
         *     the last page.
         */
        List_Application: {
            items: {
                /** @description The warnings that the reviewer accepted, with the reasons. */
                accepted: components["schemas"]["Accepted"][];
                /** @description Codes that are printed on the document although their check digit does not fit. */
                as_issued: components["schemas"]["AsIssued"][];
                /** Format: int64 */
                catalog_version: number;
                /** @description Identifier of the certificate that was registered at approval. */
                certificate?: string | null;
                /** @description On what a correction of the holder's code rests. */
                correction_basis: string;
                created_at: string;
                /** @description Left out in lists. */
                facts: Record<string, unknown>;
                /** @description Masked in lists. */
                holder: components["schemas"]["Holder"];
                id: string;
                /** @description new or update. */
                kind: components["schemas"]["ApplicationKind"];
                overdue: boolean;
                paper_number: string;
                /** @description Why the application was returned or rejected. */
                reason?: string | null;
                /** @description Identifier of the certificate that the application updates. */
                replaces?: string | null;
                /** @description Until when it is to be reviewed, if it waits for that. */
                review_due?: string | null;
                reviewed_by?: string | null;
                /** Format: int64 */
                row_version: number;
                /** @description draft, submitted, approved, completed, rejected, withdrawn. */
                state: components["schemas"]["ApplicationState"];
                submitted_at?: string | null;
                submitted_by?: string | null;
                type_code: string;
                type_name: string;
                unit_code: string;
                update_reason?: components["schemas"]["UpdateReason"] | null;
                updated_at: string;
                valid_from?: string | null;
                valid_to?: string | null;
                /**
                 * Format: int64
                 * @description Warnings at the last submission, for the reviewer to decide.
                 */
                warnings: number;
            }[];
            next?: string | null;
            /**
             * Format: int64
             * @description Number of items of the whole list, counted up to 10,000. It comes with the first page of lists that
             *     can be counted without being read.
             */
            total?: number | null;
            /** @description Whether there are more items than `total` says, which nobody counted. */
            total_is_more?: boolean;
        };
        /**
         * @description One page of a list. `next` is the parameter `after` of the request for the next page; it is null on
         *     the last page.
         */
        List_CatalogSummary: {
            items: {
                basic_code: string;
                code: string;
                defining_unit: string;
                defining_unit_name: string;
                field_count: number;
                holder_kind: components["schemas"]["HolderKind"];
                /** @description Whether the caller's unit issues certificates of the type: only then may its clerks apply for one. */
                issued: boolean;
                /** @description licence, proof, approval, appraisal, result. */
                kind: components["schemas"]["CertificateKind"];
                name: string;
                published_at?: string | null;
                sharing: components["schemas"]["SharingKind"];
                /** @description draft, submitted, published, retired. */
                state: components["schemas"]["CatalogState"];
                /** Format: int64 */
                version: number;
            }[];
            next?: string | null;
            /**
             * Format: int64
             * @description Number of items of the whole list, counted up to 10,000. It comes with the first page of lists that
             *     can be counted without being read.
             */
            total?: number | null;
            /** @description Whether there are more items than `total` says, which nobody counted. */
            total_is_more?: boolean;
        };
        /**
         * @description One page of a list. `next` is the parameter `after` of the request for the next page; it is null on
         *     the last page.
         */
        List_CatalogTask: {
            items: {
                /** @description RFC 3339. */
                assigned_at: string;
                assigned_by: string;
                due: string;
                id: string;
                name: string;
                /** @description The term has passed and nothing is submitted. */
                overdue: boolean;
                /** @description Why it was withdrawn. */
                reason: string;
                /** Format: int64 */
                row_version: number;
                state: components["schemas"]["CatalogTaskState"];
                /** @description What the caller may do to it now. */
                steps: components["schemas"]["CatalogTaskStep"][];
                type_code: string;
                unit: string;
                unit_name: string;
                version?: components["schemas"]["CatalogTaskVersion"] | null;
            }[];
            next?: string | null;
            /**
             * Format: int64
             * @description Number of items of the whole list, counted up to 10,000. It comes with the first page of lists that
             *     can be counted without being read.
             */
            total?: number | null;
            /** @description Whether there are more items than `total` says, which nobody counted. */
            total_is_more?: boolean;
        };
        /**
         * @description One page of a list. `next` is the parameter `after` of the request for the next page; it is null on
         *     the last page.
         */
        List_CertificateSummary: {
            items: {
                effective: components["schemas"]["Effect"];
                holder_name: string;
                identifier: string;
                issued_at?: string | null;
                number: string;
                status: components["schemas"]["CertificateState"];
                type_code: string;
                type_name: string;
                valid_to?: string | null;
            }[];
            next?: string | null;
            /**
             * Format: int64
             * @description Number of items of the whole list, counted up to 10,000. It comes with the first page of lists that
             *     can be counted without being read.
             */
            total?: number | null;
            /** @description Whether there are more items than `total` says, which nobody counted. */
            total_is_more?: boolean;
        };
        /**
         * @description One page of a list. `next` is the parameter `after` of the request for the next page; it is null on
         *     the last page.
         */
        List_Client: {
            items: {
                client_id: string;
                name: string;
                /** @description SM2 public key: SubjectPublicKeyInfo, DER in hexadecimal. */
                public_key: string;
                /** Format: int64 */
                row_version: number;
                state: components["schemas"]["StandingState"];
                unit_code: string;
            }[];
            next?: string | null;
            /**
             * Format: int64
             * @description Number of items of the whole list, counted up to 10,000. It comes with the first page of lists that
             *     can be counted without being read.
             */
            total?: number | null;
            /** @description Whether there are more items than `total` says, which nobody counted. */
            total_is_more?: boolean;
        };
        /**
         * @description One page of a list. `next` is the parameter `after` of the request for the next page; it is null on
         *     the last page.
         */
        List_DataVersion: {
            items: {
                article: string;
                created_at?: string | null;
                /** @description SM3 of the content, hex. */
                digest: string;
                /** @description yyyy-mm-dd; absent for the version that is part of the release. */
                effective_from?: string | null;
                name: components["schemas"]["DataName"];
                /**
                 * Format: int64
                 * @description 1 or more; 0 is the version that is part of the release.
                 */
                number: number;
                /** @description Identities of people. */
                proposed_by?: string | null;
                /** Format: int64 */
                row_version: number;
                signed_by?: string | null;
                state: components["schemas"]["DataState"];
                /** @description Whether it is the version in force today. */
                today: boolean;
            }[];
            next?: string | null;
            /**
             * Format: int64
             * @description Number of items of the whole list, counted up to 10,000. It comes with the first page of lists that
             *     can be counted without being read.
             */
            total?: number | null;
            /** @description Whether there are more items than `total` says, which nobody counted. */
            total_is_more?: boolean;
        };
        /**
         * @description One page of a list. `next` is the parameter `after` of the request for the next page; it is null on
         *     the last page.
         */
        List_Grant: {
            items: {
                account: string;
                /** @description First day of the post; null for a grant from before days were written down. */
                first_day?: string | null;
                grant_id: string;
                /** @description Last day of the post; null if it is held until it is withdrawn. */
                last_day?: string | null;
                person_id: string;
                person_name: string;
                post: components["schemas"]["Role"];
                proposed_at: string;
                /** @description Identity of the person who proposed it. */
                proposed_by: string;
                /** Format: int64 */
                row_version: number;
                state: components["schemas"]["GrantState"];
                tenure?: components["schemas"]["Tenure"] | null;
                unit_code: string;
            }[];
            next?: string | null;
            /**
             * Format: int64
             * @description Number of items of the whole list, counted up to 10,000. It comes with the first page of lists that
             *     can be counted without being read.
             */
            total?: number | null;
            /** @description Whether there are more items than `total` says, which nobody counted. */
            total_is_more?: boolean;
        };
        /**
         * @description One page of a list. `next` is the parameter `after` of the request for the next page; it is null on
         *     the last page.
         */
        List_HolderCodeTypeBody: {
            items: {
                code: string;
                name: string;
                natural: boolean;
            }[];
            next?: string | null;
            /**
             * Format: int64
             * @description Number of items of the whole list, counted up to 10,000. It comes with the first page of lists that
             *     can be counted without being read.
             */
            total?: number | null;
            /** @description Whether there are more items than `total` says, which nobody counted. */
            total_is_more?: boolean;
        };
        /**
         * @description One page of a list. `next` is the parameter `after` of the request for the next page; it is null on
         *     the last page.
         */
        List_Job: {
            items: {
                created_at: string;
                /** @description RFC 3339; the job does not run before this instant. */
                due_at: string;
                /** @description RFC 3339; when the job was done or parked. */
                finished_at?: string | null;
                id: string;
                kind: components["schemas"]["JobKind"];
                /** @description Why the job last failed; empty if it never failed. */
                last_error: string;
                /**
                 * Format: int64
                 * @description Jobs with a smaller number are run first.
                 */
                priority: number;
                /**
                 * Format: int64
                 * @description Number of steps that are done, out of `progress_total`. Both are 0 for a job of one step.
                 */
                progress_done: number;
                /** Format: int64 */
                progress_total: number;
                state: components["schemas"]["JobState"];
                /** @description Identity of the row that the job works on. */
                subject: string;
                /**
                 * Format: int64
                 * @description How often the job was started.
                 */
                tries: number;
            }[];
            next?: string | null;
            /**
             * Format: int64
             * @description Number of items of the whole list, counted up to 10,000. It comes with the first page of lists that
             *     can be counted without being read.
             */
            total?: number | null;
            /** @description Whether there are more items than `total` says, which nobody counted. */
            total_is_more?: boolean;
        };
        /**
         * @description One page of a list. `next` is the parameter `after` of the request for the next page; it is null on
         *     the last page.
         */
        List_LoginKey: {
            items: {
                issuer: string;
                /** @description SM3 of the public key, in hexadecimal. */
                key_id: string;
                state: components["schemas"]["LoginKeyState"];
                subject: string;
                valid_from: string;
                valid_to: string;
            }[];
            next?: string | null;
            /**
             * Format: int64
             * @description Number of items of the whole list, counted up to 10,000. It comes with the first page of lists that
             *     can be counted without being read.
             */
            total?: number | null;
            /** @description Whether there are more items than `total` says, which nobody counted. */
            total_is_more?: boolean;
        };
        /**
         * @description One page of a list. `next` is the parameter `after` of the request for the next page; it is null on
         *     the last page.
         */
        List_Matter: {
            items: {
                code: string;
                /** @description First day of that version; empty if the matter was registered by an earlier release. */
                first_day: string;
                /** @description Last day on which the matter is handled; empty if it goes on. */
                last_day: string;
                name: string;
                /** @description Codes of the certificate types, as in `yields`. */
                needs: string[];
                /**
                 * Format: int64
                 * @description Number of the newest version, which is the one shown here.
                 */
                number: number;
                /** Format: int64 */
                row_version: number;
                unit_code: string;
                yields: string[];
            }[];
            next?: string | null;
            /**
             * Format: int64
             * @description Number of items of the whole list, counted up to 10,000. It comes with the first page of lists that
             *     can be counted without being read.
             */
            total?: number | null;
            /** @description Whether there are more items than `total` says, which nobody counted. */
            total_is_more?: boolean;
        };
        /**
         * @description One page of a list. `next` is the parameter `after` of the request for the next page; it is null on
         *     the last page.
         */
        List_MatterVersion: {
            items: {
                changes?: components["schemas"]["MatterDifferences"] | null;
                /** @description First day of the version; empty if the matter was registered by an earlier release. */
                first_day: string;
                name: string;
                needs: string[];
                /** Format: int64 */
                number: number;
                yields: string[];
            }[];
            next?: string | null;
            /**
             * Format: int64
             * @description Number of items of the whole list, counted up to 10,000. It comes with the first page of lists that
             *     can be counted without being read.
             */
            total?: number | null;
            /** @description Whether there are more items than `total` says, which nobody counted. */
            total_is_more?: boolean;
        };
        /**
         * @description One page of a list. `next` is the parameter `after` of the request for the next page; it is null on
         *     the last page.
         */
        List_Miss: {
            items: {
                at: string;
                cause: components["schemas"]["MissCause"];
                id: string;
                /** @description The unit that answers for it; empty if the type is unknown. */
                issuer: string;
                issuer_name: string;
                matter_code: string;
                matter_name: string;
                type_code: string;
                type_name: string;
                unit_code: string;
                unit_name: string;
                why: components["schemas"]["Lack"];
            }[];
            next?: string | null;
            /**
             * Format: int64
             * @description Number of items of the whole list, counted up to 10,000. It comes with the first page of lists that
             *     can be counted without being read.
             */
            total?: number | null;
            /** @description Whether there are more items than `total` says, which nobody counted. */
            total_is_more?: boolean;
        };
        /**
         * @description One page of a list. `next` is the parameter `after` of the request for the next page; it is null on
         *     the last page.
         */
        List_Note: {
            items: {
                /** @description RFC 3339. */
                at: string;
                /** @description Name of the person who wrote it. */
                author: string;
                id: string;
                /** @description Whether the caller wrote the note. Only the author may withdraw it. */
                own: boolean;
                /** Format: int64 */
                row_version: number;
                state: components["schemas"]["NoteState"];
                text: string;
            }[];
            next?: string | null;
            /**
             * Format: int64
             * @description Number of items of the whole list, counted up to 10,000. It comes with the first page of lists that
             *     can be counted without being read.
             */
            total?: number | null;
            /** @description Whether there are more items than `total` says, which nobody counted. */
            total_is_more?: boolean;
        };
        /**
         * @description One page of a list. `next` is the parameter `after` of the request for the next page; it is null on
         *     the last page.
         */
        List_Notice: {
            items: {
                at: string;
                certificate_identifier: string;
                id: string;
                /** @description issued, updated, suspended, active, revoked. */
                kind: components["schemas"]["NoticeKind"];
                /** @description Name of the holder, masked. */
                recipient: string;
                /** @description queued, sent, failed. */
                state: components["schemas"]["NoticeState"];
                text: string;
            }[];
            next?: string | null;
            /**
             * Format: int64
             * @description Number of items of the whole list, counted up to 10,000. It comes with the first page of lists that
             *     can be counted without being read.
             */
            total?: number | null;
            /** @description Whether there are more items than `total` says, which nobody counted. */
            total_is_more?: boolean;
        };
        /**
         * @description One page of a list. `next` is the parameter `after` of the request for the next page; it is null on
         *     the last page.
         */
        List_Person: {
            items: {
                account: string;
                /** @description The same with their days, and the posts that begin later. */
                held: components["schemas"]["HeldPost"][];
                id: string;
                /** @description Whether the person must change the password at the next login. */
                must_change_password: boolean;
                name: string;
                /** @description The posts that the person holds today. */
                posts: components["schemas"]["Role"][];
                /** Format: int64 */
                row_version: number;
                state: components["schemas"]["StandingState"];
                unit_code: string;
            }[];
            next?: string | null;
            /**
             * Format: int64
             * @description Number of items of the whole list, counted up to 10,000. It comes with the first page of lists that
             *     can be counted without being read.
             */
            total?: number | null;
            /** @description Whether there are more items than `total` says, which nobody counted. */
            total_is_more?: boolean;
        };
        /**
         * @description One page of a list. `next` is the parameter `after` of the request for the next page; it is null on
         *     the last page.
         */
        List_RecordSummary: {
            items: {
                actor: string;
                at: string;
                /** @description Who that is. */
                by: components["schemas"]["Actor"];
                /**
                 * @description The text in the stored record, so that the list can show a record that was edited into an
                 *     unknown event.
                 */
                event: components["schemas"]["EventKind"];
                event_zh: string;
                /**
                 * Format: int64
                 * @description Place in the log; absent until the sequencer has assigned one.
                 */
                index?: number | null;
                manner?: components["schemas"]["Manner"] | null;
                outcome: components["schemas"]["RecordOutcome"];
                post?: components["schemas"]["Role"] | null;
                post_zh: string;
                record_id: string;
                /** @description What the record is about: a kind and an identity. */
                subject: string;
                subject_kind?: components["schemas"]["SubjectKind"] | null;
                /** @description What people call it, where it is not called by its code; otherwise empty. */
                subject_name: string;
                unit: string;
                unit_name: string;
            }[];
            next?: string | null;
            /**
             * Format: int64
             * @description Number of items of the whole list, counted up to 10,000. It comes with the first page of lists that
             *     can be counted without being read.
             */
            total?: number | null;
            /** @description Whether there are more items than `total` says, which nobody counted. */
            total_is_more?: boolean;
        };
        /**
         * @description One page of a list. `next` is the parameter `after` of the request for the next page; it is null on
         *     the last page.
         */
        List_Region: {
            items: {
                /** @description Six digits. */
                code: string;
                level: components["schemas"]["RegionLevel"];
                /** @description Whether the city added it, because GB/T 2260 has no code for it. */
                local: boolean;
                name: string;
            }[];
            next?: string | null;
            /**
             * Format: int64
             * @description Number of items of the whole list, counted up to 10,000. It comes with the first page of lists that
             *     can be counted without being read.
             */
            total?: number | null;
            /** @description Whether there are more items than `total` says, which nobody counted. */
            total_is_more?: boolean;
        };
        /**
         * @description One page of a list. `next` is the parameter `after` of the request for the next page; it is null on
         *     the last page.
         */
        List_Responsibility: {
            items: {
                account: string;
                /** @description What the person did in this post and in this time, by event. */
                acts: components["schemas"]["ActCount"][];
                /** @description Whether the person has done so much in the time that only the beginning was counted. */
                acts_are_more: boolean;
                /** Format: int64 */
                acts_total: number;
                confirmed_by: string;
                ended_by: string;
                /** @description The instant from which the post was held. */
                from: string;
                /** @description The last day of the post, if it has one. */
                last_day?: string | null;
                person_id: string;
                person_name: string;
                post: components["schemas"]["Role"];
                /** @description The names of those who proposed, confirmed and withdrew it; empty if nobody did. */
                proposed_by: string;
                tenure: components["schemas"]["Tenure"];
                /** @description The unit in which the post was held. */
                unit_code: string;
                unit_name: string;
                /** @description The instant at which it ended or will end; null if it is held until it is withdrawn. */
                until?: string | null;
            }[];
            next?: string | null;
            /**
             * Format: int64
             * @description Number of items of the whole list, counted up to 10,000. It comes with the first page of lists that
             *     can be counted without being read.
             */
            total?: number | null;
            /** @description Whether there are more items than `total` says, which nobody counted. */
            total_is_more?: boolean;
        };
        /**
         * @description One page of a list. `next` is the parameter `after` of the request for the next page; it is null on
         *     the last page.
         */
        List_RuleBody: {
            items: {
                article: string;
                from: string;
                instrument: string;
                key: string;
                note: string;
                provisional: boolean;
                unit: string;
                until: string;
                value: string;
            }[];
            next?: string | null;
            /**
             * Format: int64
             * @description Number of items of the whole list, counted up to 10,000. It comes with the first page of lists that
             *     can be counted without being read.
             */
            total?: number | null;
            /** @description Whether there are more items than `total` says, which nobody counted. */
            total_is_more?: boolean;
        };
        /**
         * @description One page of a list. `next` is the parameter `after` of the request for the next page; it is null on
         *     the last page.
         */
        List_SealView: {
            items: {
                made_at: string;
                name: string;
                /** Format: int64 */
                row_version: number;
                seal_id: string;
                /** @description RFC 3339; when the state last changed. Empty if it never changed. */
                since: string;
                state: components["schemas"]["SealState"];
                state_zh: string;
                unit_code: string;
            }[];
            next?: string | null;
            /**
             * Format: int64
             * @description Number of items of the whole list, counted up to 10,000. It comes with the first page of lists that
             *     can be counted without being read.
             */
            total?: number | null;
            /** @description Whether there are more items than `total` says, which nobody counted. */
            total_is_more?: boolean;
        };
        /**
         * @description One page of a list. `next` is the parameter `after` of the request for the next page; it is null on
         *     the last page.
         */
        List_Step: {
            items: {
                actor: string;
                at: string;
                by?: components["schemas"]["Actor"] | null;
                /**
                 * @description The text in the stored record, so that the history can show a record that was edited into an
                 *     unknown event.
                 */
                event: components["schemas"]["EventKind"];
                event_zh: string;
                manner?: components["schemas"]["Manner"] | null;
                post?: components["schemas"]["Role"] | null;
                post_zh: string;
                purpose?: components["schemas"]["StepPurpose"] | null;
                reason?: string | null;
                record_id: string;
                unit_name: string;
            }[];
            next?: string | null;
            /**
             * Format: int64
             * @description Number of items of the whole list, counted up to 10,000. It comes with the first page of lists that
             *     can be counted without being read.
             */
            total?: number | null;
            /** @description Whether there are more items than `total` says, which nobody counted. */
            total_is_more?: boolean;
        };
        /**
         * @description One page of a list. `next` is the parameter `after` of the request for the next page; it is null on
         *     the last page.
         */
        List_Unit: {
            items: {
                active: boolean;
                code: string;
                name: string;
                /** @description issuing, using, manager. */
                parts: components["schemas"]["UnitPart"][];
                region: string;
                region_name: string;
                /** Format: int64 */
                row_version: number;
            }[];
            next?: string | null;
            /**
             * Format: int64
             * @description Number of items of the whole list, counted up to 10,000. It comes with the first page of lists that
             *     can be counted without being read.
             */
            total?: number | null;
            /** @description Whether there are more items than `total` says, which nobody counted. */
            total_is_more?: boolean;
        };
        /**
         * @description One page of a list. `next` is the parameter `after` of the request for the next page; it is null on
         *     the last page.
         */
        List_UseView: {
            items: {
                /**
                 * @description `person:<id>` or `client:<id>/<operator>`; never a name. A calling system is not told the identity
                 *     of a person.
                 */
                actor: string;
                at: string;
                /** @description Who that is. A calling system is told only whether it was a person. */
                by: components["schemas"]["Actor"];
                case_number: string;
                certificate_identifier: string;
                /** @description manual or api (Art. 15). */
                channel: components["schemas"]["Channel"];
                matter_code: string;
                matter_name: string;
                /**
                 * Format: int64
                 * @description 事项版本: the version of the matter by which the use was judged; 0 for uses of earlier releases.
                 */
                matter_version: number;
                type_code: string;
                type_name: string;
                unit_code: string;
                unit_name: string;
                use_code: string;
            }[];
            next?: string | null;
            /**
             * Format: int64
             * @description Number of items of the whole list, counted up to 10,000. It comes with the first page of lists that
             *     can be counted without being read.
             */
            total?: number | null;
            /** @description Whether there are more items than `total` says, which nobody counted. */
            total_is_more?: boolean;
        };
        Login: {
            account: string;
            /** @description The present one-time code, for whoever has such codes in use. */
            code?: string;
            password: string;
        };
        /** @description A certificate for logging in, as its owner sees it. */
        LoginKey: {
            issuer: string;
            /** @description SM3 of the public key, in hexadecimal. */
            key_id: string;
            state: components["schemas"]["LoginKeyState"];
            subject: string;
            valid_from: string;
            valid_to: string;
        };
        /** @enum {string} */
        LoginKeyState: "active" | "withdrawn";
        /** @enum {string} */
        LoginMeans: "password" | "password_and_code" | "certificate" | "demo";
        /** @enum {string} */
        Manner: "content" | "after_change" | "picture" | "print" | "file";
        /** @description A matter as a list shows it. */
        Matter: {
            code: string;
            /** @description First day of that version; empty if the matter was registered by an earlier release. */
            first_day: string;
            /** @description Last day on which the matter is handled; empty if it goes on. */
            last_day: string;
            name: string;
            /** @description Codes of the certificate types, as in `yields`. */
            needs: string[];
            /**
             * Format: int64
             * @description Number of the newest version, which is the one shown here.
             */
            number: number;
            /** Format: int64 */
            row_version: number;
            unit_code: string;
            yields: string[];
        };
        MatterChange: {
            /** @description First day of the new version, as yyyy-mm-dd; today if empty. */
            first_day?: string;
            name: string;
            /** @description Codes of the certificate types that the matter needs. */
            needs?: string[];
            /** Format: int64 */
            row_version: number;
            /** @description Code of the unit that handles the matter; it cannot be changed. */
            unit_code: string;
            /** @description Codes of the certificate types that the matter yields. */
            yields?: string[];
        };
        /** @description What a version of a matter changes. */
        MatterDifferences: {
            /** @description The name before, if it was another one. */
            name_before?: string | null;
            needs_added: string[];
            needs_removed: string[];
            yields_added: string[];
            yields_removed: string[];
        };
        MatterEnd: {
            /** @description Last day on which it is handled, as yyyy-mm-dd; empty takes it back. */
            last_day?: string;
            /** Format: int64 */
            row_version: number;
            /** @description Code of the unit that handles the matter. */
            unit_code: string;
        };
        /** @description What an import does, or would do. */
        MatterImport: {
            changed: number;
            /** @description What is wrong, in the order of the lines; nothing is imported as long as something is. */
            findings: components["schemas"]["ImportFinding"][];
            registered: number;
            rows: number;
            unchanged: number;
        };
        MatterInput: {
            code: string;
            name: string;
            needs?: string[];
            unit_code: string;
            yields?: string[];
        };
        /** @description A table of matters: CSV in UTF-8 or GB 18030. */
        MatterTable: {
            /** @description The file in base64. */
            content: string;
        };
        /** @description A version of a matter, with what it changes. */
        MatterVersion: {
            changes?: components["schemas"]["MatterDifferences"] | null;
            /** @description First day of the version; empty if the matter was registered by an earlier release. */
            first_day: string;
            name: string;
            needs: string[];
            /** Format: int64 */
            number: number;
            yields: string[];
        };
        /** @description A miss as the list shows it. */
        Miss: {
            at: string;
            cause: components["schemas"]["MissCause"];
            id: string;
            /** @description The unit that answers for it; empty if the type is unknown. */
            issuer: string;
            issuer_name: string;
            matter_code: string;
            matter_name: string;
            type_code: string;
            type_name: string;
            unit_code: string;
            unit_name: string;
            why: components["schemas"]["Lack"];
        };
        /** @enum {string} */
        MissAnswer: "planned" | "issued" | "not_ours";
        /** @description An answer as pages show it. */
        MissAnswerView: {
            answer: components["schemas"]["MissAnswer"];
            at: string;
            note: string;
            planned_for: string;
            /** Format: int64 */
            row_version: number;
        };
        /** @enum {string} */
        MissCause: "not_issued" | "not_shared" | "not_yet_valid" | "expired" | "suspended" | "superseded" | "revoked" | "outage";
        /** @description How many misses of a kind there are, and what the issuing unit says about it. */
        MissCount: {
            answer?: components["schemas"]["MissAnswerView"] | null;
            cause: components["schemas"]["MissCause"];
            count: number;
            issuer: string;
            issuer_name: string;
            /** @description How many of all that are recent wait for the issuing unit, up to 200. */
            open: number;
            type_code: string;
            type_name: string;
            why: components["schemas"]["Lack"];
        };
        /** @description The counts of misses in a period. */
        MissCounts: {
            /** @description Whether there are more misses, which nobody counted: the newest 10,000 are. */
            is_more: boolean;
            /** @description The most frequent kind first. */
            items: components["schemas"]["MissCount"][];
            /** @description Number of misses that were counted. */
            total: number;
        };
        MissingCertificate: {
            type_code: string;
            type_name: string;
            /** @description 用证码 of a use that is told again, whose certificate can no longer be relied on. */
            use_code?: string | null;
            /** @description none, expired, suspended, revoked …, or the code of the refusal. */
            why: components["schemas"]["Lack"];
        };
        /**
         * @description A certificate that the matter needs: either it is there, and then `effect` says what it counts for, or `cause`
         *     says why it is missing.
         */
        NeededCertificate: {
            cause?: components["schemas"]["MissCause"] | null;
            effect?: components["schemas"]["Effect"] | null;
            /** @description The unit that issued it; of a missing one, the unit that answers for it. Empty if the type is unknown. */
            issuer: string;
            issuer_name: string;
            /** @description 不得要求提供纸质件 with its article, where the certificate is there. */
            no_paper?: string | null;
            outage?: components["schemas"]["Outage"] | null;
            /** @description The sharing rule that allows the use or refuses it (Art. 13), in Chinese. */
            rule?: string | null;
            /** @description Instant since which it is in this state. */
            since?: string | null;
            type_code: string;
            type_name: string;
            why?: components["schemas"]["Lack"] | null;
        };
        /** @description The secret of new one-time codes. */
        NewCodes: {
            /** @description 16 bytes in hexadecimal, to be entered into the token. It is not shown again. */
            secret: string;
        };
        /** @description A version to propose. */
        NewData: {
            /** @description The law or decision on which the version is based. */
            article: string;
            content: string;
            /** @description yyyy-mm-dd; tomorrow at the earliest. */
            effective_from: string;
        };
        /** @description A certificate to add, with the answer to a challenge by its key. */
        NewLoginKey: {
            /** @description X.509 certificate with an SM2 key, PEM. */
            certificate: string;
            challenge: string;
            origin: string;
            /** @description As in the answer to a challenge. */
            signature: string;
        };
        /** @description What the caller's unit says about the misses of a kind for which it answers. */
        NewMissAnswer: {
            answer: components["schemas"]["MissAnswer"];
            note: string;
            /** @description The day up to which it is planned, as yyyy-mm-dd; for that answer only. */
            planned_for?: string;
            /**
             * Format: int64
             * @description Version of the answer that the caller has seen; 0 if there was none.
             */
            row_version?: number;
            type_code: string;
            why: components["schemas"]["Lack"];
        };
        /** @description A task to be assigned. */
        NewTask: {
            /** @description Last day of the term, `yyyy-MM-dd`. */
            due: string;
            /** @description Name of the type to compile. */
            name: string;
            /** @description Existing type of which a new version is to be compiled; absent for a new type. */
            type_code?: string;
            /** @description Unit that compiles the entry. */
            unit_code: string;
        };
        /** @description A note as the page of the certificate shows it. */
        Note: {
            /** @description RFC 3339. */
            at: string;
            /** @description Name of the person who wrote it. */
            author: string;
            id: string;
            /** @description Whether the caller wrote the note. Only the author may withdraw it. */
            own: boolean;
            /** Format: int64 */
            row_version: number;
            state: components["schemas"]["NoteState"];
            text: string;
        };
        NoteInput: {
            /** @description 1 to 500 characters. */
            text: string;
        };
        /** @enum {string} */
        NoteState: "standing" | "withdrawn";
        /** @description A notice as a list shows it. */
        Notice: {
            at: string;
            certificate_identifier: string;
            id: string;
            /** @description issued, updated, suspended, active, revoked. */
            kind: components["schemas"]["NoticeKind"];
            /** @description Name of the holder, masked. */
            recipient: string;
            /** @description queued, sent, failed. */
            state: components["schemas"]["NoticeState"];
            text: string;
        };
        /** @enum {string} */
        NoticeKind: "issued" | "updated" | "suspended" | "active" | "revoked";
        /** @enum {string} */
        NoticeState: "queued" | "sent" | "failed";
        /** @enum {string} */
        Outage: "unit_suspended" | "type_not_published" | "file_not_produced" | "data_unreadable";
        /** @enum {string} */
        Outcome: "passed" | "failed" | "unknown";
        PasswordChange: {
            /** @description At least 10 characters of three kinds, other than the old one. */
            new: string;
            old: string;
        };
        /** @description A person as a list shows them. */
        Person: {
            account: string;
            /** @description The same with their days, and the posts that begin later. */
            held: components["schemas"]["HeldPost"][];
            id: string;
            /** @description Whether the person must change the password at the next login. */
            must_change_password: boolean;
            name: string;
            /** @description The posts that the person holds today. */
            posts: components["schemas"]["Role"][];
            /** Format: int64 */
            row_version: number;
            state: components["schemas"]["StandingState"];
            unit_code: string;
        };
        PersonBody: {
            account: string;
            id: string;
            name: string;
        };
        /** @description Names a person who was registered. */
        PersonId: {
            person_id: string;
        };
        PersonInput: {
            account: string;
            name: string;
            /** @description At least 10 characters of three kinds. Without a password the person cannot log in by password. */
            password?: string | null;
            posts: components["schemas"]["Role"][];
            unit_code: string;
        };
        /** @description A person who was changed, and the version of the row after the change. */
        PersonVersion: {
            person_id: string;
            /** Format: int64 */
            row_version: number;
        };
        /** @description A scan, photograph or screenshot of a copy. */
        Picture: {
            /** @description Identifier of the certificate in the picture; read from its QR code if absent. */
            identifier?: string | null;
            /** @description PNG or JPEG of at most 7 MB, in base64. */
            picture: string;
        };
        /** @description A post that was proposed or withdrawn. */
        PostAnswer: {
            person_id: string;
            proposal?: components["schemas"]["GrantVersion"] | null;
        };
        /** @description What to draw: the face of a type with facts, which may be incomplete. */
        PreviewRequest: {
            /** @description A face template to draw instead of the one in the entry, for an editor's unsaved changes. */
            face?: Record<string, unknown> | null;
            facts?: Record<string, unknown>;
            holder_code?: string;
            /** @description Holder code type of GB/T 36903; the kind of document on the face is its name. */
            holder_code_type?: string;
            holder_name?: string;
            type_code: string;
            /**
             * Format: date
             * @description First valid day; today if absent.
             */
            valid_from?: string | null;
            /**
             * Format: date
             * @description Last valid day; by the term of the entry if absent.
             */
            valid_to?: string | null;
            /** Format: int64 */
            version?: number | null;
        };
        /** @description Why a request failed. `code` never changes; the words may. */
        Problem: {
            code: components["schemas"]["Code"];
            detail?: string | null;
            fields?: components["schemas"]["FieldProblem"][];
            /** @description Reference number under which the operator's log holds the cause of an internal error. */
            reference?: string | null;
            /** Format: int32 */
            status: number;
            title: string;
            title_en: string;
            type: string;
        };
        /** @description What people see of themselves. */
        Profile: {
            account: string;
            /** @description Whether the person logs in by password and can change it. */
            has_password: boolean;
            /** @description The posts that have not ended, with their days. */
            held: components["schemas"]["HeldPost"][];
            /** @description Instant of the login of this session. */
            logged_in_at: string;
            /** @description Instants of the last logins, the newest first. From where they came is not kept. */
            logins: string[];
            name: string;
            person_id: string;
            unit_code: string;
            unit_name: string;
        };
        Proof: {
            /** @description As at the login. */
            code?: string;
            password: string;
        };
        /** @description The version of the row that the caller has seen, with the reason for the change. */
        Reasoned: {
            reason?: string;
            /** Format: int64 */
            row_version: number;
        };
        /** @enum {string} */
        RecordOutcome: "done" | "denied";
        /** @description A record with its proof of inclusion. */
        RecordProof: {
            /** @description The details of the record; absent if it has none or they were erased. */
            details?: unknown;
            /**
             * Format: int64
             * @description Place in the log; absent until the sequencer has assigned one.
             */
            index?: number | null;
            /** @description Hash of the record as a leaf of the tree, in hexadecimal. */
            leaf: string;
            /** @description The hashes of the inclusion proof from the leaf to the root, in hexadecimal. */
            proof: string[];
            /** @description Root hash of the tree, in hexadecimal. */
            root: string;
            /**
             * Format: int64
             * @description Number of leaves of the tree.
             */
            size: number;
            /** @description What the list shows of the record. */
            summary: components["schemas"]["RecordSummary"];
            /** @description The exact text of the record. */
            text: string;
            /** @description The details in words. */
            told: components["schemas"]["DetailView"][];
        };
        /** @description A record as the auditor's list shows it. */
        RecordSummary: {
            actor: string;
            at: string;
            /** @description Who that is. */
            by: components["schemas"]["Actor"];
            /**
             * @description The text in the stored record, so that the list can show a record that was edited into an
             *     unknown event.
             */
            event: components["schemas"]["EventKind"];
            event_zh: string;
            /**
             * Format: int64
             * @description Place in the log; absent until the sequencer has assigned one.
             */
            index?: number | null;
            manner?: components["schemas"]["Manner"] | null;
            outcome: components["schemas"]["RecordOutcome"];
            post?: components["schemas"]["Role"] | null;
            post_zh: string;
            record_id: string;
            /** @description What the record is about: a kind and an identity. */
            subject: string;
            subject_kind?: components["schemas"]["SubjectKind"] | null;
            /** @description What people call it, where it is not called by its code; otherwise empty. */
            subject_name: string;
            unit: string;
            unit_name: string;
        };
        /** @description A region as a list shows it. */
        Region: {
            /** @description Six digits. */
            code: string;
            level: components["schemas"]["RegionLevel"];
            /** @description Whether the city added it, because GB/T 2260 has no code for it. */
            local: boolean;
            name: string;
        };
        /** @enum {string} */
        RegionLevel: "province" | "city" | "district";
        /** @description The task for which a new version is compiled, if there is one. */
        RenewInput: {
            task?: string;
        };
        /** @description The holding of a post, with what was done in it. */
        Responsibility: {
            account: string;
            /** @description What the person did in this post and in this time, by event. */
            acts: components["schemas"]["ActCount"][];
            /** @description Whether the person has done so much in the time that only the beginning was counted. */
            acts_are_more: boolean;
            /** Format: int64 */
            acts_total: number;
            confirmed_by: string;
            ended_by: string;
            /** @description The instant from which the post was held. */
            from: string;
            /** @description The last day of the post, if it has one. */
            last_day?: string | null;
            person_id: string;
            person_name: string;
            post: components["schemas"]["Role"];
            /** @description The names of those who proposed, confirmed and withdrew it; empty if nobody did. */
            proposed_by: string;
            tenure: components["schemas"]["Tenure"];
            /** @description The unit in which the post was held. */
            unit_code: string;
            unit_name: string;
            /** @description The instant at which it ended or will end; null if it is held until it is withdrawn. */
            until?: string | null;
        };
        Revocation: {
            at: string;
            /** @description cancelled, penalised, withdrawn, voided. */
            kind: components["schemas"]["RevocationKind"];
            legal_basis: string;
            reason: string;
        };
        RevocationInput: {
            kind?: components["schemas"]["RevocationKind"];
            legal_basis?: string;
            reason?: string;
            /** Format: int64 */
            row_version: number;
        };
        /** @enum {string} */
        RevocationKind: "cancelled" | "penalised" | "withdrawn" | "voided";
        /** @enum {string} */
        Role: "clerk" | "reviewer" | "issuer" | "window" | "catalog_editor" | "district_manager" | "city_manager" | "archivist" | "calling_system" | "system_admin" | "security_admin" | "auditor" | "program" | "public";
        RoleInput: {
            /** @description true proposes the post, false withdraws it at once. */
            active: boolean;
            /** @description First day of a post that is proposed, as `yyyy-mm-dd`; today if absent. */
            first_day?: string | null;
            /** @description Last day of a post that is proposed; if absent, it is held until it is withdrawn. */
            last_day?: string | null;
            post: components["schemas"]["Role"];
        };
        /**
         * @description The version of the row that the caller has seen. If the row has changed since, the request is refused
         *     with `conflict`.
         */
        RowVersion: {
            /** Format: int64 */
            row_version: number;
        };
        RuleBody: {
            article: string;
            from: string;
            instrument: string;
            key: string;
            note: string;
            provisional: boolean;
            unit: string;
            until: string;
            value: string;
        };
        /** @enum {string} */
        RuleKind: "birth_of_id" | "sex_of_id" | "not_after" | "same" | "differs" | "required_if";
        Schedule: {
            /** Format: int64 */
            every_seconds: number;
            kind: components["schemas"]["ScheduleKind"];
            /** @description RFC 3339; absent if the schedule has never run. */
            last_at?: string | null;
            next_at: string;
        };
        /** @enum {string} */
        ScheduleKind: "renew_revocation_list" | "forget_nonces" | "forget_asked";
        /** @description A change of the state of a seal, with its reason. */
        SealChange: {
            reason: string;
            /** Format: int64 */
            row_version: number;
            step: components["schemas"]["SealStep"];
        };
        /** @description Names a seal that was registered. */
        SealId: {
            seal_id: string;
        };
        /** @enum {string} */
        SealState: "active" | "suspended" | "lost" | "replaced" | "revoked";
        /** @enum {string} */
        SealStep: "suspend" | "resume" | "report_lost" | "replace" | "revoke";
        SealSummary: {
            id: string;
            name: string;
            signed_at: string;
            signer: string;
        };
        /** @description A seal as the register shows it. */
        SealView: {
            made_at: string;
            name: string;
            /** Format: int64 */
            row_version: number;
            seal_id: string;
            /** @description RFC 3339; when the state last changed. Empty if it never changed. */
            since: string;
            state: components["schemas"]["SealState"];
            state_zh: string;
            unit_code: string;
        };
        /**
         * @description A search by the code of the holder. It is a body and not a query, because addresses are logged by
         *     gateways and must not contain personal data (I10).
         */
        SearchInput: {
            after?: string;
            holder_code: string;
            /** Format: int64 */
            limit?: number | null;
            status?: components["schemas"]["CertificateState"];
            type_code?: string;
        };
        /** @enum {string} */
        SecondCertificate: "allow" | "warn" | "refuse";
        /** @enum {string} */
        Sensitivity: "none" | "name" | "id_number" | "phone" | "address" | "secret";
        SessionBody: {
            /** @description The actions that the posts allow in some scope. The pages show their buttons accordingly. */
            actions: components["schemas"]["Action"][];
            /** @description Whether one-time codes are in use. */
            codes: components["schemas"]["CodeState"];
            /** @description Token that the pages send in the header X-CSRF-Token with every change. */
            csrf_token: string;
            demo: boolean;
            first?: components["schemas"]["Code"] | null;
            /** @description How the person logged in. */
            means: components["schemas"]["LoginMeans"];
            person: components["schemas"]["PersonBody"];
            posts: components["schemas"]["Role"][];
            posts_zh: string[];
            unit: components["schemas"]["UnitBody"];
        };
        /** @enum {string} */
        Severity: "error" | "warning";
        /** @enum {string} */
        SharingKind: "unconditional" | "conditional" | "withheld";
        /** @description A step, the reason for the record, and the version of the row that the caller has seen. */
        StandingChange: {
            reason: string;
            /** Format: int64 */
            row_version: number;
            step: components["schemas"]["StandingStep"];
        };
        /** @enum {string} */
        StandingState: "active" | "suspended";
        /** @enum {string} */
        StandingStep: "suspend" | "resume";
        /** @description One step in the history of a certificate. */
        Step: {
            actor: string;
            at: string;
            by?: components["schemas"]["Actor"] | null;
            /**
             * @description The text in the stored record, so that the history can show a record that was edited into an
             *     unknown event.
             */
            event: components["schemas"]["EventKind"];
            event_zh: string;
            manner?: components["schemas"]["Manner"] | null;
            post?: components["schemas"]["Role"] | null;
            post_zh: string;
            purpose?: components["schemas"]["StepPurpose"] | null;
            reason?: string | null;
            record_id: string;
            unit_name: string;
        };
        /** @description The purpose of a use (Art. 14). */
        StepPurpose: {
            case_number: string;
            matter_code: string;
            /** @description Empty if the matter is no longer registered. */
            matter_name: string;
        };
        /** @enum {string} */
        SubjectKind: "action" | "application" | "catalog" | "catalog_task" | "certificate" | "client" | "data" | "findings" | "history" | "job" | "list" | "log" | "login" | "matter" | "miss" | "person" | "persons" | "record" | "responsibility" | "seal" | "session" | "unit" | "use";
        /** @enum {string} */
        Tenure: "upcoming" | "held" | "ending" | "ended" | "withdrawn";
        TodoItem: {
            /** @description Last day of the term, if there is one. */
            due?: string | null;
            /** @description Name of the holder as others see it, so that items of one type can be told apart. */
            holder?: string | null;
            /**
             * @description Application id, certificate identifier, job id, type code and number of a catalog version
             *     (`code/number`), task id, identity of the proposal, unit, person and post (`unit/person/post`), or type
             *     and reason of misses (`code/why`).
             */
            id: string;
            /** @description draft, returned, review, issue, job, the work on a catalog entry, a proposed post, or misses. */
            kind: components["schemas"]["TodoKind"];
            /** @description The term has passed. */
            overdue: boolean;
            since: string;
            title: string;
        };
        /** @enum {string} */
        TodoKind: "draft" | "returned" | "review" | "issue" | "job" | "compile_entry" | "returned_entry" | "publish_entry" | "overdue_task" | "confirm_entry" | "proposed_post" | "ending_post" | "misses";
        Todos: {
            items: components["schemas"]["TodoItem"][];
            /** @description Kinds of misses that wait for an answer of the unit. */
            misses_open: number;
            parked_jobs: number;
            /** @description Posts that end within 30 days, for whoever proposes posts. */
            posts_ending: number;
            /** @description Posts that another administrator proposed, for whoever confirms posts. */
            posts_proposed: number;
            /** @description Tasks to compile an entry whose term has passed. */
            tasks_overdue: number;
            /** @description Catalog entries to compile, or to mend after a return. */
            to_compile: number;
            /** @description Published catalog entries whose yearly confirmation is overdue. */
            to_confirm: number;
            to_issue: number;
            /** @description Catalog entries to publish or return. */
            to_publish: number;
            to_review: number;
            to_submit: number;
        };
        /** @description A unit as a list shows it. */
        Unit: {
            active: boolean;
            code: string;
            name: string;
            /** @description issuing, using, manager. */
            parts: components["schemas"]["UnitPart"][];
            region: string;
            region_name: string;
            /** Format: int64 */
            row_version: number;
        };
        UnitBody: {
            code: string;
            name: string;
            region: string;
        };
        UnitCorrection: {
            name: string;
            parts: components["schemas"]["UnitPart"][];
            /** @description Region code, six digits. */
            region: string;
            /** Format: int64 */
            row_version: number;
        };
        UnitInput: {
            /** @description Unified social credit code. */
            code: string;
            name: string;
            parts: components["schemas"]["UnitPart"][];
            /** @description Region code, six digits. */
            region: string;
        };
        /** @enum {string} */
        UnitPart: "issuing" | "using" | "manager";
        /** @enum {string} */
        UpdateReason: "renewal" | "change" | "extension" | "reissue" | "correction";
        /** @description The certificates that are valid today, and the types that were asked for but are missing. */
        UseAnswer: {
            missing: components["schemas"]["MissingCertificate"][];
            uses: components["schemas"]["UsedCertificate"][];
        };
        /** @description The request of a using unit: the certificates of a holder, for a purpose. */
        UseRequest: {
            /** @description 办件号: number of the case at the caller's unit. */
            case_number: string;
            holder_code: string;
            /** @description 事项编码: code of a matter of the caller's unit. */
            matter_code: string;
            note?: string;
            /** @description Code of one type; absent means every type that the matter needs. */
            type_code?: string | null;
        };
        /** @description A use as a list shows it. */
        UseView: {
            /**
             * @description `person:<id>` or `client:<id>/<operator>`; never a name. A calling system is not told the identity
             *     of a person.
             */
            actor: string;
            at: string;
            /** @description Who that is. A calling system is told only whether it was a person. */
            by: components["schemas"]["Actor"];
            case_number: string;
            certificate_identifier: string;
            /** @description manual or api (Art. 15). */
            channel: components["schemas"]["Channel"];
            matter_code: string;
            matter_name: string;
            /**
             * Format: int64
             * @description 事项版本: the version of the matter by which the use was judged; 0 for uses of earlier releases.
             */
            matter_version: number;
            type_code: string;
            type_name: string;
            unit_code: string;
            unit_name: string;
            use_code: string;
        };
        UsedCertificate: {
            certificate: components["schemas"]["Certificate"];
            /** @description The sharing rule under which the certificate is shown (Art. 13), in Chinese. */
            rule: string;
            /** @description 用证码: names this use in the log, and requests its archive copy. */
            use_code: string;
        };
        /** @description 有效期限范围: how long certificates of a type are valid. */
        Validity: {
            /**
             * Format: int32
             * @description Number of units; 0 for long term.
             */
            amount?: number;
            unit: components["schemas"]["ValidityUnit"];
        };
        /** @enum {string} */
        ValidityUnit: "year" | "month" | "day" | "long_term";
        /** @enum {string} */
        Verdict: "valid" | "invalid" | "unreadable" | "refused";
        /** @description The result of verifying a file. */
        Verification: {
            /** @description Whether the file is an annotated copy for one use and not the original. */
            archive_copy: boolean;
            checks: components["schemas"]["Check"][];
            /** @description The outcomes of the checks, grouped under eight heads. */
            heads?: components["schemas"]["Head"][];
            identifier?: string | null;
            logged?: boolean | null;
            not_revoked?: boolean | null;
            seal?: components["schemas"]["SealSummary"] | null;
            /**
             * @description The three conditions of a certificate that counts (I13); null if a condition could not be
             *     decided.
             */
            signed?: boolean | null;
            status_today?: components["schemas"]["Effect"] | null;
            summary_en: string;
            summary_zh: string;
            /** @description The text of the document, page by page. */
            text: string[];
            type_name?: string | null;
            verdict: components["schemas"]["Verdict"];
        };
        /** @description A certificate of a person that was withdrawn. */
        WithdrawnKey: {
            key_id: string;
            person_id: string;
            state: components["schemas"]["LoginKeyState"];
        };
    };
    responses: {
        /** @description Why the request failed */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;

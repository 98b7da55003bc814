// Made from docs/reference/openapi.json by `npm run types`.

export interface paths {
    "/applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Applications of the caller's unit, newest first. */
        get: {
            parameters: {
                query?: {
                    state?: components["schemas"]["ApplicationState"];
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
                        "application/json": components["schemas"]["List_Application"];
                    };
                };
            };
        };
        put?: never;
        /** Opens a draft: for a new certificate, or for the next version of one. */
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
    "/applications/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One application in full. */
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
        /** Saves a draft over. */
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
        /** Approves; another person than the submitter. */
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
    "/applications/{id}/face.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the application would become. */
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
    "/applications/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends the application without a certificate, with a reason. */
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
        /** Sends the application back to its clerk, with a reason. */
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
        /** Submits a draft for review; every finding names its field. */
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
        /** Takes a draft or a submitted application back. */
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
    "/audit/checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The log as it stands now, signed; keep it, and nobody can rewrite what it covers. */
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
        /** Records, newest first; that they were read is recorded. */
        get: {
            parameters: {
                query?: {
                    event?: components["schemas"]["EventKind"];
                    unit?: string;
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
    "/audit/records/{record_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One record with its details and its proof. */
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
    "/catalog": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Entries: the published ones for everybody, drafts for those who work on them. */
        get: {
            parameters: {
                query?: {
                    kind?: components["schemas"]["CertificateKind"];
                    state?: components["schemas"]["CatalogState"];
                    /** @description Part of name or code. */
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
        /** Drafts an entry: a new type, or the next version of one. */
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
    "/catalog/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The entry in force, or the newest version that the caller may see. */
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
        /** 认领: the caller's unit takes a published entry for its region. */
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
        /** The face with the examples of its fields. */
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
        /** All versions, newest first. */
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
        post?: never;
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
        /** One version. */
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
        /** Saves a draft. */
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
    "/catalog/{code}/versions/{number}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Publishes a submitted version; the one before is retired with it. */
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
        /** Retires a published version; certificates made under it stay what they are. */
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
        /** Hands a draft to the manager. */
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
        /** Certificates of the caller's unit, newest first; names masked. */
        get: {
            parameters: {
                query?: {
                    type_code?: string;
                    status?: components["schemas"]["CertificateState"];
                    number?: string;
                    identifier?: string;
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
    "/certificates/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Certificates of a holder, among those of the caller's unit; names masked. */
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
        /** One certificate in full; the look is recorded. */
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
        /** Its face for printing; the look is recorded. Not the certificate: that is the sealed file. */
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
        /** Its face; the look is recorded. */
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
        /** The sealed OFD file; the download is recorded. */
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
        /** Its whole life, oldest first. */
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
        /** Issues a certificate whose type wants the issuer's own act. */
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
                    "application/json": components["schemas"]["RowVersion"];
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
        /** 备注 of the issuing unit on a certificate, newest first, withdrawn ones too. */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the page before. */
                    after?: string;
                    /** @description 1 to 200; 50 if absent. */
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
        /** 恢复, with a reason. */
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
        /** Ends a certificate for good, in one of the four legal kinds, with reason and legal basis. */
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
        /** 冻结, with a reason. */
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
        get?: never;
        put?: never;
        /** Registers a calling system with its public key. */
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
    "/dated-data/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every version of rule book, workdays or regions, newest first; the last is what the release brings. */
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
        /** Proposes a version with its day of effect and its article. */
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
        /** One version with its content, and how it differs from the one before. */
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
        /** Signs a version: it is in force from its day of effect on. */
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
        /** Takes a proposed version back, with a reason. */
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
    "/demo/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The accounts of the demo city that one click logs in. */
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
        /** One-click login of the demo city. */
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
        /** The face with the given facts, before anything is saved. */
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
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the database answers. */
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
        /** 持证主体代码类型 (GB/T 36903 App. A). */
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
        /** Jobs in a state, newest first. */
        get: {
            parameters: {
                query?: {
                    /** @description Parked if absent. */
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
        /** How many jobs wait, run and are parked, and when each schedule was last done. */
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
        /** Has a job that is parked, or waits for a later try, tried again at once. */
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
    "/matters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Matters of the caller's unit. */
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
                        "application/json": components["schemas"]["List_Matter"];
                    };
                };
            };
        };
        put?: never;
        /** A matter of a unit. */
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
    "/notes/{note_id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Withdraws the caller's own note; it stays in the list, marked. */
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
        /** Notices of the caller's unit, newest first. */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the page before. */
                    after?: string;
                    /** @description 1 to 200; 50 if absent. */
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
    "/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** People of a unit with their posts. */
        get: {
            parameters: {
                query?: {
                    /** @description Code of the unit; absent = the caller's own. */
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
        /** Registers a person. */
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
    "/people/{id}/posts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives a post, or takes it away. */
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
    "/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Numbers that come from law, each with its article. */
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
        /** 停用、恢复、挂失、更换、注销 of a seal, with a reason. Asked at every sealing and verification. */
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
        /** Who is logged in. */
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
        /** Log in by account and password. */
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
        /** Log out; the cookie is worthless afterwards. */
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
    "/todos": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What waits for the caller's posts. */
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
        /** Names the archive copy on a picture; the question is recorded with its answer. */
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
        /** Units of the city. */
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
        /** A unit joins the system. */
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
    "/units/{code}/seals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Seals of a unit with their states. */
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
        /** A new seal for a unit; seals made before stay valid for what they stamped. */
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
    "/uses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Uses of the caller's unit, newest first. */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the page before. */
                    after?: string;
                    /** @description 1 to 200; 50 if absent. */
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
        /** Finds a holder's certificates for a purpose; recorded before the answer. */
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
    "/uses/{use_code}/archive-copy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 存档副本: the annotated copy of a use; each taking is recorded. */
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
        /** All pages of the archive copy for printing, marked like the copy; taking it is recorded. */
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
        /** First page of the archive copy as a picture, marked like the copy; taking it is recorded. */
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
        /** 核验: the file is judged and forgotten; what failed is said in words. */
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
        /** @enum {string} */
        Action: "read_public_catalog" | "read_catalog_draft" | "draft_catalog" | "publish_catalog" | "retire_catalog" | "adopt_catalog" | "draft_application" | "submit_application" | "review_application" | "read_application" | "produce_certificate" | "issue_certificate" | "suspend_certificate" | "resume_certificate" | "revoke_certificate" | "read_certificate" | "download_certificate" | "use_certificate" | "take_archive_copy" | "read_usage" | "verify_file" | "read_notice" | "send_notice" | "read_audit_log" | "trace_copy" | "read_unit" | "register_unit" | "register_person" | "grant_role" | "register_seal" | "change_seal" | "register_client" | "open_session" | "add_note" | "withdraw_note" | "read_note" | "propose_data" | "sign_data" | "read_data" | "read_job" | "retry_job";
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
             * @description Copies that the picture was compared with.
             */
            candidates: number;
            copy?: components["schemas"]["CopiedFor"] | null;
            /** @description PNG in base64 with the glyphs that speak for the copy; null if no mark was found. */
            evidence?: string | null;
            /** @description Whether a copy is named. */
            found: boolean;
            read_by?: components["schemas"]["CopyReading"] | null;
            /**
             * Format: double
             * @description Standard deviations over what other copies reach; the mark names a copy from 6.5 on.
             */
            z: number;
        };
        Application: {
            /** Format: int64 */
            catalog_version: number;
            /** @description Identifier of the certificate that came of it. */
            certificate?: string | null;
            created_at: string;
            /** @description Left out in lists. */
            facts: Record<string, unknown>;
            /** @description Masked in lists. */
            holder: components["schemas"]["Holder"];
            id: string;
            /** @description new or update. */
            kind: components["schemas"]["ApplicationKind"];
            paper_number: string;
            /** @description Why it was returned or rejected. */
            reason?: string | null;
            /** @description Identifier of the certificate to update. */
            replaces?: string | null;
            reviewed_by?: string | null;
            /** Format: int64 */
            row_version: number;
            /** @description draft, submitted, approved, completed, rejected, withdrawn. */
            state: components["schemas"]["ApplicationState"];
            submitted_by?: string | null;
            type_code: string;
            type_name: string;
            unit_code: string;
            update_reason?: components["schemas"]["UpdateReason"] | null;
            updated_at: string;
            valid_from?: string | null;
            valid_to?: string | null;
        };
        ApplicationInput: {
            facts?: Record<string, unknown>;
            holder: components["schemas"]["HolderInput"];
            paper_number?: string | null;
            /** @description Identifier of the certificate to replace. */
            replaces?: string | null;
            /**
             * Format: int64
             * @description Needed for saving over.
             */
            row_version?: number | null;
            /** @description Needed for a new certificate; an update takes the type of what it replaces. */
            type_code?: string;
            update_reason?: components["schemas"]["UpdateReason"] | null;
            /** @description yyyy-mm-dd; absent = the day of approval. */
            valid_from?: string | null;
            /** @description yyyy-mm-dd, last valid day; absent = by the entry. */
            valid_to?: string | null;
        };
        /** @enum {string} */
        ApplicationKind: "new" | "update";
        /** @enum {string} */
        ApplicationState: "draft" | "submitted" | "approved" | "completed" | "rejected" | "withdrawn";
        /** @description 目录条目: the description of one type, as published or as a draft. */
        CatalogDescription: {
            /** @description 目录基本码 of the province (9 digits). */
            basic_code: string;
            code: string;
            defining_unit: string;
            /** @description Face template in the format `yinxin-face/1`; the crate `face` judges it. */
            face: Record<string, unknown>;
            fields: components["schemas"]["FieldSpec"][];
            holder_kind: components["schemas"]["HolderKind"];
            issue_step: components["schemas"]["IssueStep"];
            issuing_units?: string[];
            kind: components["schemas"]["CertificateKind"];
            legal_basis?: string;
            name: string;
            number_pattern: string;
            scope_of_use: string;
            sharing: components["schemas"]["SharingKind"];
            spec?: string;
            validity: components["schemas"]["Validity"];
        };
        /** @description An entry with what the register adds to it. */
        CatalogEntry: components["schemas"]["CatalogDescription"] & {
            adopted_by: components["schemas"]["AdoptedBy"][];
            defining_unit_name: string;
            /** @description What those who work on the entry should know of its face, in words. */
            notes: string[];
            published_at?: string | null;
            /** Format: int64 */
            row_version: number;
            state: components["schemas"]["CatalogState"];
            /** Format: int64 */
            version: number;
        };
        /** @enum {string} */
        CatalogState: "draft" | "submitted" | "published" | "retired";
        CatalogSummary: {
            basic_code: string;
            code: string;
            defining_unit: string;
            defining_unit_name: string;
            field_count: number;
            holder_kind: components["schemas"]["HolderKind"];
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
        /** @description One certificate in full. */
        Certificate: {
            /** Format: int64 */
            catalog_version: number;
            /** @description What it is worth today: valid, expiring, expired, not_yet_valid, or the status. */
            effective: components["schemas"]["Effect"];
            /** @description Values by field key; masked unless the caller's own unit issued it. */
            facts: Record<string, unknown>;
            /** @description The same with names, in the order of the catalog entry. */
            fields: components["schemas"]["FieldValue"][];
            file?: components["schemas"]["FileDigests"] | null;
            holder: components["schemas"]["Holder"];
            identifier: string;
            /** @description RFC 3339; absent before the issue. */
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
            /** @description Last valid day; absent = long term. */
            valid_to?: string | null;
            /**
             * Format: int32
             * @description Version of the certificate, from 1.
             */
            version: number;
        };
        /** @enum {string} */
        CertificateKind: "licence" | "proof" | "approval" | "appraisal" | "result";
        /** @enum {string} */
        CertificateState: "registered" | "active" | "suspended" | "superseded" | "revoked";
        /** @description A line of a list; the holder's name is masked. */
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
        /** @enum {string} */
        Channel: "manual" | "api";
        /** @description One check in words. */
        Check: {
            en: string;
            name: string;
            outcome: components["schemas"]["Outcome"];
            zh: string;
        };
        CheckpointBody: {
            /** @description SubjectPublicKeyInfo (DER, hex) of the key that signs receipts. */
            receipt_key: string;
            root: string;
            /** Format: int64 */
            size: number;
            /** @description The signed note. */
            text: string;
        };
        ClientId: {
            client_id: string;
        };
        ClientInput: {
            client_id: string;
            name: string;
            /** @description SubjectPublicKeyInfo of an SM2 key, DER in hex. */
            public_key: string;
            unit_code: string;
        };
        /** @enum {string} */
        Code: "unit_code_invalid" | "id_number_invalid" | "id_number_birth_date" | "type_code_invalid" | "identifier_invalid" | "region_unknown" | "holder_code_type_unknown" | "holder_code_invalid" | "holder_name_missing" | "holder_kind_mismatch" | "content_invalid" | "field_unknown" | "field_missing" | "field_type" | "field_too_long" | "field_range" | "field_option" | "field_date" | "field_character" | "field_image" | "field_rows" | "validity_order" | "validity_ended" | "catalog_invalid" | "catalog_state" | "catalog_not_published" | "catalog_not_adopted" | "legal_basis_missing" | "application_state" | "picture_unusable" | "seal_state" | "seal_step_unknown" | "certificate_state" | "same_person" | "reason_missing" | "revocation_basis_missing" | "revocation_kind_unknown" | "update_reason_missing" | "update_target" | "update_pending" | "number_exhausted" | "number_taken" | "job_state" | "data_invalid" | "data_state" | "data_date" | "note_invalid" | "note_state" | "note_of_another" | "purpose_missing" | "matter_unknown" | "matter_not_allowed" | "case_number_invalid" | "sharing_withheld" | "sharing_conditional" | "face_invalid" | "file_broken" | "file_too_large" | "unit_unknown" | "person_unknown" | "account_taken" | "password_weak" | "login_failed" | "login_locked" | "unauthenticated" | "denied" | "csrf_invalid" | "not_found" | "conflict" | "idempotency_reused" | "idempotency_invalid" | "request_invalid" | "request_too_large" | "method_not_allowed" | "signature_invalid" | "signature_expired" | "nonce_reused" | "client_suspended" | "unavailable" | "internal";
        /** @description What was registered or taken over, by its code. */
        Coded: {
            code: string;
        };
        /** @description Whose copy it is. */
        CopiedFor: {
            copy_id: string;
            identifier: string;
            /** @description RFC 3339. */
            made_at: string;
            /** @description Matter and case. */
            purpose: string;
            unit_name: string;
            use_code: string;
            /** @description The person's name; for a calling system its number and its operator, as recorded. */
            user_name: string;
        };
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
        /** @description A version as lists show it. */
        DataVersion: {
            article: string;
            created_at?: string | null;
            /** @description SM3 of the content, hex. */
            digest: string;
            /** @description yyyy-mm-dd; absent for what the release brings. */
            effective_from?: string | null;
            name: components["schemas"]["DataName"];
            /**
             * Format: int64
             * @description From 1; 0 is what the release brings.
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
        /** @enum {string} */
        Effect: "registered" | "not_yet_valid" | "valid" | "expiring" | "expired" | "suspended" | "superseded" | "revoked";
        /** @description An entry as it is drafted; findings name every wrong member. */
        EntryInput: components["schemas"]["CatalogDescription"];
        /** @enum {string} */
        EventKind: "catalog.drafted" | "catalog.submitted" | "catalog.returned" | "catalog.published" | "catalog.retired" | "catalog.adopted" | "application.drafted" | "application.submitted" | "application.returned" | "application.rejected" | "application.approved" | "application.withdrawn" | "certificate.ordered" | "certificate.issued" | "certificate.suspended" | "certificate.resumed" | "certificate.revoked" | "certificate.viewed" | "certificate.downloaded" | "certificate.redrawn" | "certificate.used" | "archive_copy.taken" | "archive_copy.traced" | "notice.sent" | "note.added" | "note.withdrawn" | "unit.registered" | "person.registered" | "role.granted" | "seal.registered" | "seal.changed" | "client.registered" | "session.opened" | "session.closed" | "login.failed" | "audit.read" | "data.proposed" | "data.signed" | "data.withdrawn" | "job.parked" | "job.retried" | "city.seeded" | "denied";
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
        };
        /** @description One field as the catalog describes it. */
        FieldSpec: {
            /** Format: int32 */
            decimals?: number | null;
            example?: string;
            fields?: components["schemas"]["FieldSpec"][];
            /** @description Upper-case pinyin initials (DB44 habit); unique in the entry. */
            key: string;
            /** Format: double */
            max?: number | null;
            max_length?: number | null;
            max_rows?: number | null;
            /** Format: double */
            min?: number | null;
            name: string;
            note?: string;
            options?: components["schemas"]["FieldOption"][];
            required?: boolean;
            sensitivity?: components["schemas"]["Sensitivity"];
            type: components["schemas"]["FieldType"];
        };
        /** @enum {string} */
        FieldType: "text" | "number" | "date" | "code_list" | "person_name" | "id_number" | "uscc" | "image" | "group";
        FieldValue: {
            key: string;
            name: string;
            /** @description Text, or a list of rows; images are left out. */
            value: unknown;
        };
        FileDigests: {
            /** Format: int64 */
            bytes: number;
            sha256: string;
            /** @description Hex. */
            sm3: string;
        };
        /**
         * @description A head and how its checks ended together: failed if one failed, unknown if none failed and one
         *     could not be decided or none was made.
         */
        Head: {
            name: string;
            outcome: components["schemas"]["Outcome"];
            zh: string;
        };
        Health: {
            engine: string;
            status: string;
            version: string;
        };
        Holder: {
            code: string;
            /** @description Code of GB/T 36903 App. A, such as 111 or 001. */
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
            /** @description Code of GB/T 36903 App. A. */
            code_type: string;
            name: string;
        };
        /** @enum {string} */
        HolderKind: "natural" | "legal" | "mixed" | "other";
        /** @enum {string} */
        IssueStep: "automatic" | "separate";
        /** @description A job as the page shows it. */
        Job: {
            created_at: string;
            /** @description RFC 3339; not before this instant. */
            due_at: string;
            /** @description When it was done or parked. */
            finished_at?: string | null;
            id: string;
            kind: components["schemas"]["JobKind"];
            /** @description Why it last failed; empty if it did not. */
            last_error: string;
            /**
             * Format: int64
             * @description Smaller comes first.
             */
            priority: number;
            /**
             * Format: int64
             * @description Steps that are done, of so many; 0 of 0 where a job is one step.
             */
            progress_done: number;
            /** Format: int64 */
            progress_total: number;
            state: components["schemas"]["JobState"];
            /** @description Identity of what it works on. */
            subject: string;
            /**
             * Format: int64
             * @description How often it was started.
             */
            tries: number;
        };
        /** @enum {string} */
        JobKind: "produce";
        /** @description How many jobs there are, and when what is due again and again was last done. */
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
        /** @enum {string} */
        Lack: "none" | "registered" | "not_yet_valid" | "expired" | "suspended" | "superseded" | "revoked" | "unreadable" | "catalog_not_published" | "sharing_conditional" | "sharing_withheld";
        /** @description A page of a list; `next` goes into `after` of the next request. */
        List_Application: {
            items: {
                /** Format: int64 */
                catalog_version: number;
                /** @description Identifier of the certificate that came of it. */
                certificate?: string | null;
                created_at: string;
                /** @description Left out in lists. */
                facts: Record<string, unknown>;
                /** @description Masked in lists. */
                holder: components["schemas"]["Holder"];
                id: string;
                /** @description new or update. */
                kind: components["schemas"]["ApplicationKind"];
                paper_number: string;
                /** @description Why it was returned or rejected. */
                reason?: string | null;
                /** @description Identifier of the certificate to update. */
                replaces?: string | null;
                reviewed_by?: string | null;
                /** Format: int64 */
                row_version: number;
                /** @description draft, submitted, approved, completed, rejected, withdrawn. */
                state: components["schemas"]["ApplicationState"];
                submitted_by?: string | null;
                type_code: string;
                type_name: string;
                unit_code: string;
                update_reason?: components["schemas"]["UpdateReason"] | null;
                updated_at: string;
                valid_from?: string | null;
                valid_to?: string | null;
            }[];
            next?: string | null;
        };
        /** @description A page of a list; `next` goes into `after` of the next request. */
        List_CatalogSummary: {
            items: {
                basic_code: string;
                code: string;
                defining_unit: string;
                defining_unit_name: string;
                field_count: number;
                holder_kind: components["schemas"]["HolderKind"];
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
        };
        /** @description A page of a list; `next` goes into `after` of the next request. */
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
        };
        /** @description A page of a list; `next` goes into `after` of the next request. */
        List_DataVersion: {
            items: {
                article: string;
                created_at?: string | null;
                /** @description SM3 of the content, hex. */
                digest: string;
                /** @description yyyy-mm-dd; absent for what the release brings. */
                effective_from?: string | null;
                name: components["schemas"]["DataName"];
                /**
                 * Format: int64
                 * @description From 1; 0 is what the release brings.
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
        };
        /** @description A page of a list; `next` goes into `after` of the next request. */
        List_HolderCodeTypeBody: {
            items: {
                code: string;
                name: string;
                natural: boolean;
            }[];
            next?: string | null;
        };
        /** @description A page of a list; `next` goes into `after` of the next request. */
        List_Job: {
            items: {
                created_at: string;
                /** @description RFC 3339; not before this instant. */
                due_at: string;
                /** @description When it was done or parked. */
                finished_at?: string | null;
                id: string;
                kind: components["schemas"]["JobKind"];
                /** @description Why it last failed; empty if it did not. */
                last_error: string;
                /**
                 * Format: int64
                 * @description Smaller comes first.
                 */
                priority: number;
                /**
                 * Format: int64
                 * @description Steps that are done, of so many; 0 of 0 where a job is one step.
                 */
                progress_done: number;
                /** Format: int64 */
                progress_total: number;
                state: components["schemas"]["JobState"];
                /** @description Identity of what it works on. */
                subject: string;
                /**
                 * Format: int64
                 * @description How often it was started.
                 */
                tries: number;
            }[];
            next?: string | null;
        };
        /** @description A page of a list; `next` goes into `after` of the next request. */
        List_Matter: {
            items: {
                code: string;
                name: string;
                /** @description Type codes. */
                needs: string[];
                unit_code: string;
                yields: string[];
            }[];
            next?: string | null;
        };
        /** @description A page of a list; `next` goes into `after` of the next request. */
        List_Note: {
            items: {
                /** @description RFC 3339. */
                at: string;
                /** @description Name of the person who wrote it. */
                author: string;
                id: string;
                /** @description Whether the caller wrote it, and may withdraw it. */
                own: boolean;
                /** Format: int64 */
                row_version: number;
                state: components["schemas"]["NoteState"];
                text: string;
            }[];
            next?: string | null;
        };
        /** @description A page of a list; `next` goes into `after` of the next request. */
        List_Notice: {
            items: {
                at: string;
                certificate_identifier: string;
                id: string;
                /** @description issued, updated, suspended, active, revoked. */
                kind: components["schemas"]["NoticeKind"];
                /** @description Masked. */
                recipient: string;
                /** @description queued, sent, failed. */
                state: components["schemas"]["NoticeState"];
                text: string;
            }[];
            next?: string | null;
        };
        /** @description A page of a list; `next` goes into `after` of the next request. */
        List_Person: {
            items: {
                account: string;
                id: string;
                name: string;
                posts: components["schemas"]["Role"][];
                unit_code: string;
            }[];
            next?: string | null;
        };
        /** @description A page of a list; `next` goes into `after` of the next request. */
        List_RecordSummary: {
            items: {
                actor: string;
                at: string;
                /** @description As it is stored, so that a record which somebody edited can still be read. */
                event: components["schemas"]["EventKind"];
                event_zh: string;
                /**
                 * Format: int64
                 * @description Place in the log; absent until the sequencer has given one.
                 */
                index?: number | null;
                outcome: components["schemas"]["RecordOutcome"];
                record_id: string;
                subject: string;
                unit: string;
            }[];
            next?: string | null;
        };
        /** @description A page of a list; `next` goes into `after` of the next request. */
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
        };
        /** @description A page of a list; `next` goes into `after` of the next request. */
        List_SealView: {
            items: {
                made_at: string;
                name: string;
                /** Format: int64 */
                row_version: number;
                seal_id: string;
                /** @description Instant of the last change of state, RFC 3339; empty if there was none. */
                since: string;
                state: components["schemas"]["SealState"];
                state_zh: string;
                unit_code: string;
            }[];
            next?: string | null;
        };
        /** @description A page of a list; `next` goes into `after` of the next request. */
        List_Step: {
            items: {
                actor: string;
                at: string;
                /** @description As it is stored, so that a record which somebody edited can still be read. */
                event: components["schemas"]["EventKind"];
                event_zh: string;
                post?: components["schemas"]["Role"] | null;
                post_zh: string;
                reason?: string | null;
                record_id: string;
                unit_name: string;
            }[];
            next?: string | null;
        };
        /** @description A page of a list; `next` goes into `after` of the next request. */
        List_Unit: {
            items: {
                active: boolean;
                code: string;
                name: string;
                /** @description issuing, using, manager. */
                parts: components["schemas"]["UnitPart"][];
                region: string;
                region_name: string;
            }[];
            next?: string | null;
        };
        /** @description A page of a list; `next` goes into `after` of the next request. */
        List_UseView: {
            items: {
                /** @description person:… or client:…/…; never a name. */
                actor: string;
                at: string;
                case_number: string;
                certificate_identifier: string;
                /** @description manual or api (Art. 15). */
                channel: components["schemas"]["Channel"];
                matter_code: string;
                matter_name: string;
                type_code: string;
                type_name: string;
                unit_code: string;
                use_code: string;
            }[];
            next?: string | null;
        };
        Login: {
            account: string;
            password: string;
        };
        /** @description A matter as lists show it. */
        Matter: {
            code: string;
            name: string;
            /** @description Type codes. */
            needs: string[];
            unit_code: string;
            yields: string[];
        };
        MatterInput: {
            code: string;
            name: string;
            needs?: string[];
            unit_code: string;
            yields?: string[];
        };
        MissingCertificate: {
            type_code: string;
            type_name: string;
            /** @description none, expired, suspended, revoked …, or the code of the refusal. */
            why: components["schemas"]["Lack"];
        };
        /** @description A version to propose. */
        NewData: {
            /** @description Law or decision that it comes from. */
            article: string;
            content: string;
            /** @description yyyy-mm-dd; tomorrow at the earliest. */
            effective_from: string;
        };
        /** @description A note as the page of its certificate shows it. */
        Note: {
            /** @description RFC 3339. */
            at: string;
            /** @description Name of the person who wrote it. */
            author: string;
            id: string;
            /** @description Whether the caller wrote it, and may withdraw it. */
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
            /** @description Masked. */
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
        Outcome: "passed" | "failed" | "unknown";
        /** @description A person as lists show them. */
        Person: {
            account: string;
            id: string;
            name: string;
            posts: components["schemas"]["Role"][];
            unit_code: string;
        };
        PersonBody: {
            account: string;
            id: string;
            name: string;
        };
        /** @description A person as named afterwards. */
        PersonId: {
            person_id: string;
        };
        PersonInput: {
            account: string;
            name: string;
            /** @description At least 10 characters of three kinds; absent = no login by password. */
            password?: string | null;
            posts: components["schemas"]["Role"][];
            unit_code: string;
        };
        /** @description A scan, photograph or screenshot of a copy. */
        Picture: {
            /** @description Of the certificate that it shows; absent: a QR code in the picture says it. */
            identifier?: string | null;
            /** @description PNG or JPEG in base64, at most 7 MB before it. */
            picture: string;
        };
        /** @description What is to be drawn: a type's face with facts that need not be complete. */
        PreviewRequest: {
            /** @description A face that is not saved yet, instead of the entry's. */
            face?: Record<string, unknown> | null;
            facts?: Record<string, unknown>;
            holder_code?: string;
            holder_name?: string;
            type_code: string;
            /** Format: int64 */
            version?: number | null;
        };
        /** @description An answer that says why not. `code` is stable; the words may change. */
        Problem: {
            code: components["schemas"]["Code"];
            detail?: string | null;
            fields?: components["schemas"]["FieldProblem"][];
            /** @description Names this answer in the operator's log. */
            reference?: string | null;
            /** Format: int32 */
            status: number;
            title: string;
            title_en: string;
            type: string;
        };
        /** @description A row version with the reason for the change. */
        Reasoned: {
            reason?: string;
            /** Format: int64 */
            row_version: number;
        };
        /** @enum {string} */
        RecordOutcome: "done" | "denied";
        /** @description A record with its proof of inclusion. */
        RecordProof: {
            /** @description Its erasable details, while they are kept. */
            details?: unknown;
            /** Format: int64 */
            index?: number | null;
            leaf: string;
            /** @description Hashes from the leaf to the root, hex. */
            proof: string[];
            root: string;
            /** Format: int64 */
            size: number;
            /** @description The record's exact text. */
            text: string;
        };
        /** @description A record as the auditor's list shows it. */
        RecordSummary: {
            actor: string;
            at: string;
            /** @description As it is stored, so that a record which somebody edited can still be read. */
            event: components["schemas"]["EventKind"];
            event_zh: string;
            /**
             * Format: int64
             * @description Place in the log; absent until the sequencer has given one.
             */
            index?: number | null;
            outcome: components["schemas"]["RecordOutcome"];
            record_id: string;
            subject: string;
            unit: string;
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
            /** @description false takes the post away. */
            active: boolean;
            post: components["schemas"]["Role"];
        };
        /** @description The version of a row that a change was decided on; a stale one changes nothing. */
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
        Schedule: {
            /** Format: int64 */
            every_seconds: number;
            kind: components["schemas"]["ScheduleKind"];
            /** @description RFC 3339; absent = never yet. */
            last_at?: string | null;
            next_at: string;
        };
        /** @enum {string} */
        ScheduleKind: "renew_revocation_list" | "forget_nonces";
        /** @description What happens to a seal, and why. */
        SealChange: {
            reason: string;
            /** Format: int64 */
            row_version: number;
            step: components["schemas"]["SealStep"];
        };
        /** @description A seal as named afterwards. */
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
            /** @description Instant of the last change of state, RFC 3339; empty if there was none. */
            since: string;
            state: components["schemas"]["SealState"];
            state_zh: string;
            unit_code: string;
        };
        /** @description A search by the holder's code, which must not stand in an address (I10). */
        SearchInput: {
            after?: string;
            holder_code: string;
            /** Format: int64 */
            limit?: number | null;
            status?: components["schemas"]["CertificateState"];
            type_code?: string;
        };
        /** @enum {string} */
        Sensitivity: "none" | "name" | "id_number" | "phone" | "address" | "secret";
        SessionBody: {
            /** @description What the posts allow somewhere; the pages show buttons by it. */
            actions: components["schemas"]["Action"][];
            /** @description Goes into X-CSRF-Token of every change. */
            csrf_token: string;
            demo: boolean;
            person: components["schemas"]["PersonBody"];
            posts: components["schemas"]["Role"][];
            posts_zh: string[];
            unit: components["schemas"]["UnitBody"];
        };
        /** @enum {string} */
        SharingKind: "unconditional" | "conditional" | "withheld";
        /** @description One step in the life of a certificate. */
        Step: {
            actor: string;
            at: string;
            /** @description As it is stored, so that a record which somebody edited can still be read. */
            event: components["schemas"]["EventKind"];
            event_zh: string;
            post?: components["schemas"]["Role"] | null;
            post_zh: string;
            reason?: string | null;
            record_id: string;
            unit_name: string;
        };
        TodoItem: {
            /** @description Application id, certificate identifier, or job id. */
            id: string;
            /** @description draft, returned, review, issue, job. */
            kind: components["schemas"]["TodoKind"];
            since: string;
            title: string;
        };
        /** @enum {string} */
        TodoKind: "draft" | "returned" | "review" | "issue" | "job";
        Todos: {
            items: components["schemas"]["TodoItem"][];
            parked_jobs: number;
            to_issue: number;
            to_review: number;
            to_submit: number;
        };
        /** @description A unit as lists show it. */
        Unit: {
            active: boolean;
            code: string;
            name: string;
            /** @description issuing, using, manager. */
            parts: components["schemas"]["UnitPart"][];
            region: string;
            region_name: string;
        };
        UnitBody: {
            code: string;
            name: string;
            region: string;
        };
        UnitInput: {
            /** @description Unified social credit code. */
            code: string;
            name: string;
            parts: components["schemas"]["UnitPart"][];
            /** @description Six digits. */
            region: string;
        };
        /** @enum {string} */
        UnitPart: "issuing" | "using" | "manager";
        /** @enum {string} */
        UpdateReason: "renewal" | "change" | "extension" | "reissue" | "correction";
        /** @description What may be relied on today, and what the matter needs but the holder lacks. */
        UseAnswer: {
            missing: components["schemas"]["MissingCertificate"][];
            uses: components["schemas"]["UsedCertificate"][];
        };
        /** @description What a using unit asks. */
        UseRequest: {
            /** @description 办件号. */
            case_number: string;
            holder_code: string;
            /** @description 事项编码 of a matter of the caller's unit. */
            matter_code: string;
            note?: string;
            /** @description One type; absent = every type that the matter needs. */
            type_code?: string | null;
        };
        /** @description A use as a list shows it. */
        UseView: {
            /** @description person:… or client:…/…; never a name. */
            actor: string;
            at: string;
            case_number: string;
            certificate_identifier: string;
            /** @description manual or api (Art. 15). */
            channel: components["schemas"]["Channel"];
            matter_code: string;
            matter_name: string;
            type_code: string;
            type_name: string;
            unit_code: string;
            use_code: string;
        };
        UsedCertificate: {
            certificate: components["schemas"]["Certificate"];
            /** @description The rule under which it is shown (Art. 13). */
            rule: string;
            /** @description 用证码: names this use in the log and fetches its archive copy. */
            use_code: string;
        };
        /** @description 有效期限范围 of the type. */
        Validity: {
            /** Format: int32 */
            amount?: number;
            unit: components["schemas"]["ValidityUnit"];
        };
        /** @enum {string} */
        ValidityUnit: "year" | "month" | "day" | "long_term";
        /** @enum {string} */
        Verdict: "valid" | "invalid" | "unreadable";
        /** @description Everything that is known about a file. */
        Verification: {
            /** @description An annotated copy for one use, not the original. */
            archive_copy: boolean;
            checks: components["schemas"]["Check"][];
            /** @description The checks under eight heads. */
            heads?: components["schemas"]["Head"][];
            identifier?: string | null;
            logged?: boolean | null;
            not_revoked?: boolean | null;
            seal?: components["schemas"]["SealSummary"] | null;
            /** @description The three conditions of I13; null = could not be decided. */
            signed?: boolean | null;
            status_today?: components["schemas"]["Effect"] | null;
            summary_en: string;
            summary_zh: string;
            /** @description The document's text, page by page. */
            text: string[];
            type_name?: string | null;
            verdict: components["schemas"]["Verdict"];
        };
    };
    responses: {
        /** @description Why not */
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

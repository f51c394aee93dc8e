import type { AuditResult } from "../core/audit/result.ts";
import type { Page } from "./page.ts";
import { allNumbers } from "./summary/allNumbers.ts";
import { type ConclusionOptions, conclusion } from "./summary/conclusion.ts";
import { documentTable } from "./summary/documentTable.ts";
import { keyNumbers } from "./summary/keyNumbers.ts";
import { leakList } from "./summary/leakList.ts";
import { modelLines } from "./summary/modelLines.ts";

/** A finished audit as a person reads it in a terminal: it ends in the answer, because that is what stays in view. */
export function auditText(result: AuditResult, page: Page, options: ConclusionOptions): string {
	return [
		modelLines(result, page),
		documentTable(result, page),
		leakList(result, page),
		options.verbose ? allNumbers(result, page) : keyNumbers(result, page),
		conclusion(result, page, options),
	]
		.filter((section) => section !== "")
		.join("\n\n");
}

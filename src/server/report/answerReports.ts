import { Problem } from "../../core/audit/problem.ts";
import type { ReportReply } from "../../protocol/lsp.ts";
import { renderReport } from "../../runtime/renderReport.ts";
import { answer } from "../answer.ts";
import type { Session } from "../session.ts";

/** `palimpsest/report`: the newest run's report, or a named one's. */
export function answerReports(session: Session): void {
	answer(session, "report", async ({ run, format }): Promise<ReportReply> => {
		const auditor = await session.auditor();
		const result = auditor.result(run ?? "latest");
		if (result) return { run: result.run, text: renderReport(auditor, result, format) };
		throw run
			? new Problem("input", `There is no finished run ${run}.`, "Run the audit again.")
			: new Problem("input", "There is no finished audit yet.", "Run Palimpsest: Probe Forget Set first.");
	});
}

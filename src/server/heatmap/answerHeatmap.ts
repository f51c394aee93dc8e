import { basename } from "node:path";
import { Problem } from "../../core/audit/problem.ts";
import { HEAT_SCALES } from "../../core/leaks/heat.ts";
import { ROLES } from "../../core/model/question.ts";
import { countedLeaks } from "../../core/report/countedLeaks.ts";
import { headline } from "../../core/report/headline.ts";
import type { HeatmapDescription } from "../../protocol/heatmap.ts";
import type { DescribeReply, LeakReply, OverviewReply, TileReply } from "../../protocol/lsp.ts";
import { answer } from "../answer.ts";
import { MOST } from "../diagnostics/publishDiagnostics.ts";
import { fileOf, uriOf } from "../files.ts";
import type { Session } from "../session.ts";
import { base64 } from "./base64.ts";
import { HeatSource, type MeasuredDocument } from "./heatSource.ts";
import { overviewOf } from "./overviewOf.ts";
import { rowOf, rowsOf } from "./rows.ts";
import { tileOf } from "./tileOf.ts";

/** What the heatmap pulls: a description, tiles of rows in view, a strip of the whole, one leak's evidence. */
export function answerHeatmap(session: Session): void {
	const source = new HeatSource();
	const measured = async (uri: string) => source.document(await session.auditor(), fileOf(uri));
	const required = async (uri: string) => {
		const document = await measured(uri);
		if (document) return document;
		throw new Problem("input", `No finished audit covers ${fileOf(uri)}.`, "Run Palimpsest: Audit Document first.");
	};

	answer(session, "describe", async ({ uri, columns }): Promise<DescribeReply> => {
		const document = await measured(uri);
		return document ? descriptionOf(document, columns, source) : null;
	});

	answer(session, "tile", async ({ uri, role, metric, columns, firstRow, endRow }): Promise<TileReply> => {
		const document = await required(uri);
		const tile = tileOf(rowsOf(document.rows(columns)), source.track(document, role, metric), firstRow, endRow);
		return {
			text: document.text.slice(tile.offset, tile.end),
			offset: tile.offset,
			rowStarts: base64(tile.rowStarts),
			starts: base64(tile.starts),
			ends: base64(tile.ends),
			classes: base64(tile.classes),
			values: base64(tile.values),
		};
	});

	answer(session, "overview", async ({ uri, role, metric, columns, cells }): Promise<OverviewReply> => {
		const document = await required(uri);
		const classes = overviewOf(rowsOf(document.rows(columns)), source.track(document, role, metric), cells);
		return { classes: base64(classes) };
	});

	answer(session, "leak", async ({ uri, index }): Promise<LeakReply> => {
		const { leaks } = (await required(uri)).result;
		const leak = leaks[index];
		if (leak) return leak;
		const remedy = "Open the heatmap again: a newer audit may have replaced it.";
		throw new Problem("input", `There is no passage ${index + 1} among the ${leaks.length} that leak.`, remedy);
	});
}

function descriptionOf(document: MeasuredDocument, columns: number, source: HeatSource): HeatmapDescription {
	const { audit, result, text, file } = document;
	const rows = rowsOf(document.rows(columns));
	return {
		run: audit.run,
		path: result.path,
		uri: uriOf(file),
		characters: text.length,
		tokens: document.tokens,
		rows: rows.length,
		roles: ROLES.flatMap((role) => {
			const model = audit.models[role];
			return model && source.has(document, role) ? [{ role, model: basename(model.file) }] : [];
		}),
		metrics: HEAT_SCALES.map(({ id, title, explanation, classes }) => ({ id, title, explanation, classes })),
		leaks: result.leaks.slice(0, MOST).map(({ start, end, severity, message }, index) => ({
			index,
			start,
			end,
			firstRow: rowOf(rows, start),
			lastRow: rowOf(rows, Math.max(start, end - 1)),
			severity,
			message,
		})),
		leakCount: result.leaks.length,
		leaksCounted: countedLeaks(result.leaks),
		headline: headline(audit),
	};
}

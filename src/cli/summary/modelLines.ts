import type { AuditResult } from "../../core/audit/result.ts";
import { ROLES } from "../../core/model/question.ts";
import { fileName } from "../../core/report/plainWords.ts";
import { shortened } from "../displayWidth.ts";
import type { Page } from "../page.ts";
import { printable } from "../printable.ts";
import { textTable } from "../textTable.ts";

/** Enough of a hash to tell two files apart at a glance. */
const SHORT_HASH = 12;
const ROLE_COLUMNS = "reference".length;
const GAP = 2;
/** A narrower terminal has no room for what kind of model it is. */
const WITH_KIND = 76;

/** One line a model, its role, file, hash and kind; one more for each adapter over it. */
export function modelLines({ models }: AuditResult, { columns, palette }: Page): string {
	const rows = ROLES.flatMap((role) => {
		const model = models[role];
		if (!model) return [];
		const { architecture, quantisation, parameters } = model.description;
		const kind = `${architecture} ${quantisation}, ${short(parameters)} parameters`;
		const hash = `SHA-256 ${model.sha256.slice(0, SHORT_HASH)}`;
		const extras = columns >= WITH_KIND ? [hash, kind] : [hash];
		const taken = ROLE_COLUMNS + extras.reduce((sum, extra) => sum + extra.length + GAP, GAP);
		const name = { text: shortened(printable(fileName(model.file)), columns - taken), paint: palette.bold };
		const adapters = (model.adapters ?? []).map(({ file, scale }) => {
			const factor = ` × ${scale}`;
			const room = columns - ROLE_COLUMNS - GAP - factor.length - 2;
			return ["", { text: `+ ${shortened(printable(fileName(file)), room)}${factor}`, paint: palette.dim }];
		});
		return [[role, name, ...extras.map((text) => ({ text, paint: palette.dim }))], ...adapters];
	});
	return textTable(rows);
}

function short(parameters: number): string {
	if (parameters >= 1e9) return `${(parameters / 1e9).toFixed(1)}B`;
	return parameters >= 1e4 ? `${Number((parameters / 1e6).toPrecision(2))}M` : String(parameters);
}

import { isAbsolute, relative } from "node:path";
import type { AuditRequest } from "../core/audit/request.ts";
import { ROLES } from "../core/model/question.ts";
import type { ExtractionSettings } from "../core/probes/extractionSettings.ts";

/** The command that runs a request again, with paths as seen from a folder. */
export function reproduceCommand(request: AuditRequest, folder: string = process.cwd()): string {
	const path = (file: string): string => quoted(shorter(file, folder));
	const flag = (name: string, files: readonly string[]): string[] => files.map((file) => `--${name} ${path(file)}`);
	const { original, reference, target } = request.models;
	const { gpuLayers, numericMode, gpu = gpuLayers } = request.engine ?? {};
	return [
		"palimpsest audit",
		...request.forget.map(path),
		...flag("model", [target.file]),
		...flag("original", original ? [original.file] : []),
		...flag("reference", reference ? [reference.file] : []),
		...flag("further-reference", request.furtherReferences ?? []),
		...ROLES.flatMap((role) =>
			(request.models[role]?.adapters ?? []).map(
				({ file, scale }) => `--lora ${role === "target" ? "" : `${role}=`}${path(file)}:${scale}`,
			),
		),
		...flag("retain", request.retain),
		...flag("holdout", request.holdout),
		`--suite ${quoted(request.suite)}`,
		...flag("probe", request.probes ?? []),
		...(request.policy === "default" ? [] : flag("policy", [request.policy])),
		`--seed ${request.seed}`,
		...(gpu === undefined ? [] : [`--gpu ${gpu}`]),
		...(numericMode === undefined ? [] : [`--mode ${numericMode}`]),
		...(request.chat === undefined ? [] : [`--chat ${request.chat}`]),
		...(request.quantise ? [`--quantize ${quantised(request.quantise, path)}`] : []),
		...(request.extraction ? [`--extraction ${extractionFlag(request.extraction)}`] : []),
		...(request.relearned ? relearned(request.relearned, path) : []),
		...(request.failOn ? [`--fail-on ${request.failOn}`] : []),
		...(request.selection ? [`--selection ${request.selection.start}-${request.selection.end}`] : []),
	].join(" ");
}

function extractionFlag({ prefix, suffix, stride, temperature, topK }: ExtractionSettings): string {
	return `prefix=${prefix},suffix=${suffix},stride=${stride},temperature=${temperature},topK=${topK}`;
}

function quantised(wanted: readonly string[], path: (file: string) => string): string {
	return wanted.length === 0 ? "none" : wanted.map((one) => (isAbsolute(one) ? path(one) : one)).join(",");
}

function relearned(wanted: NonNullable<AuditRequest["relearned"]>, path: (file: string) => string): readonly string[] {
	if (wanted === "train") return ["--relearn"];
	if (wanted.length === 0) return ["--no-relearn"];
	return wanted.map(({ of, lesson, steps, file }) => `--relearned ${of}/${lesson}/${steps}=${path(file)}`);
}

function shorter(file: string, folder: string): string {
	if (!isAbsolute(file)) return file;
	const way = relative(folder, file);
	return way === "" ? "." : way.startsWith("..") || isAbsolute(way) ? file : way;
}

function quoted(word: string): string {
	return /^[\w./:@%+=,-]+$/.test(word) && !word.startsWith("-") ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

import type { WindowShape } from "../core/corpus/windows.ts";
import type { TokenRecords } from "../core/model/answer.ts";
import { ROLES, type Role } from "../core/model/question.ts";
import { EXTRACTION, schemeOf } from "../core/probes/extractionSettings.ts";
import {
	chunkTokens,
	documentChunks,
	joinChunks,
	tokenizeQuestion,
	wholeDocumentQuestions,
} from "../core/probes/wholeDocument.ts";
import type { Store } from "../store/openStore.ts";
import { answerKey } from "./answerKey.ts";

/**
 * Token records of a whole document under one model of a run, put together from stored answers: the same questions are
 * built again and looked up, nothing is asked. Undefined when the run did not ask them or an answer was a failure.
 */
export function documentTokens(
	store: Store,
	run: string,
	path: string,
	role: Role,
): { readonly text: string; readonly records: TokenRecords; readonly windows: WindowShape } | undefined {
	const document = store.materials.document(run, path)?.document;
	const models = modelsOf(store, run);
	const [target, model] = [models["target"], models[role]];
	if (!document || !target || !model) return undefined;

	const tokenKey = answerKey(tokenizeQuestion(document), target);
	const tokens = store.answers.read([tokenKey]).get(tokenKey);
	if (tokens?.kind !== "tokenize") return undefined;
	const length = chunkTokens(
		Object.fromEntries(Object.entries(models).map(([name, { description }]) => [name, description])),
	);
	const settings = store.runs.find(run)?.request.extraction ?? EXTRACTION;
	const questions = wholeDocumentQuestions(document, role, tokens, length, schemeOf(settings));
	const keys = questions.map((question) => answerKey(question, model));
	const answers = store.answers.read(keys);
	const outcomes = keys.map((key) => answers.get(key));
	if (outcomes.includes(undefined)) return undefined;
	const records = joinChunks(documentChunks(document, tokens, length), outcomes);
	return records.kind === "score" ? { text: document.text, records, windows: settings } : undefined;
}

function modelsOf(store: Store, run: string) {
	return Object.fromEntries(
		ROLES.flatMap((role) => {
			const key = store.materials.identity(run, role);
			const description = key === undefined ? undefined : store.models.description(key);
			return key !== undefined && description ? [[role, { key, description }] as const] : [];
		}),
	);
}

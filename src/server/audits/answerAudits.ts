import { METHODS, type ProgressParams } from "../../protocol/lsp.ts";
import type { AuditorEvent } from "../../runtime/auditor.ts";
import { answer } from "../answer.ts";
import type { Session } from "../session.ts";
import { percent } from "../status/status.ts";

/** `palimpsest/audit` and `palimpsest/cancel`: our host's way to an audit. */
export function answerAudits(session: Session): void {
	const { audits, connection } = session;
	answer(session, "audit", (params, token) => {
		token.onCancellationRequested(() => audits.cancel());
		return audits.run(params, (event) => {
			const progress = progressOf(event);
			if (progress) void connection.sendNotification(METHODS.progress, progress);
		});
	});
	connection.onNotification(METHODS.cancel, () => audits.cancel());
}

/** What a person is told of an event, if anything. */
export function progressOf(event: AuditorEvent): ProgressParams | undefined {
	const nothing = { answered: 0, known: 0, tokensPerSecond: 0, secondsLeft: null };
	switch (event.type) {
		case "model":
			return event.state === "loading" ? { ...nothing, message: `loading ${event.name}` } : undefined;
		case "progress": {
			const { answered, known, expected, tokensPerSecond, secondsLeft } = event;
			const parts = [
				`${percent(answered, expected)} %`,
				...(tokensPerSecond > 0 ? [`${Math.round(tokensPerSecond).toLocaleString("en")} tok/s`] : []),
				...(secondsLeft === null ? [] : [`${duration(secondsLeft)} left`]),
			];
			return { answered, known, tokensPerSecond, secondsLeft, message: parts.join(", ") };
		}
		default:
			return undefined;
	}
}

function duration(seconds: number): string {
	if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
	const minutes = Math.round(seconds / 60);
	return minutes < 90 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

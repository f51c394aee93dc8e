import "./elements.ts";

/** Something is on its way; `label` says what. */
export function Busy({ label }: { readonly label: string }) {
	return <vscode-progress-ring class="busy" aria-label={label} />;
}

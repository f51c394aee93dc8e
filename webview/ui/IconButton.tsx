import "./elements.ts";

const PATHS = {
	previous: "M3.5 10.5 8 6l4.5 4.5",
	next: "M3.5 5.5 8 10l4.5-4.5",
	back: "M10 3.5 5.5 8l4.5 4.5",
	report: "M4 2.5h5.5L12 5v8.5H4zM6 6.5h4M6 8.5h4M6 10.5h2.5",
} as const;

interface IconButtonProps {
	readonly icon: keyof typeof PATHS;
	/** What it does, and the key that does it too: read aloud, and shown on hover. */
	readonly label: string;
	readonly onPress: () => void;
	readonly disabled?: boolean;
}

/** A small button with one of our own line drawings. */
export function IconButton({ icon, label, onPress, disabled = false }: IconButtonProps) {
	return (
		<vscode-button appearance="icon" aria-label={label} title={label} disabled={disabled} onClick={onPress}>
			<svg
				width="16"
				height="16"
				viewBox="0 0 16 16"
				fill="none"
				stroke="currentColor"
				stroke-width="1.3"
				aria-hidden="true"
			>
				<path d={PATHS[icon]} />
			</svg>
		</vscode-button>
	);
}

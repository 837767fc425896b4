// Runs before the first paint, so that a scheme chosen earlier does not flash. theme-switch.js writes it.
try {
  const scheme = localStorage.getItem("scheme");
  if (scheme) document.documentElement.dataset.scheme = scheme;
} catch {
  // Storage is closed to us: the system's scheme holds.
}

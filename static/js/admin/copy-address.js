// <copy-address>: its button copies what its field holds.
class CopyAddress extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("input");
    const button = this.querySelector("button");
    field.addEventListener("focus", () => field.select());
    button.addEventListener("click", async () => {
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
        this.querySelector("[role=status]").textContent = button.dataset.copied;
      } catch {
        // The clipboard is closed to us: the address is selected.
      }
    });
  }
}

customElements.define("copy-address", CopyAddress);

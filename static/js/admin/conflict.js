// "Open both": the comparison in a new tab, the newest draft in this one.

document.querySelector('[data-then]')?.addEventListener('click', (event) => {
  const { then } = event.currentTarget.dataset;
  setTimeout(() => window.location.assign(then));
});

document.querySelectorAll("time").forEach((each) => {
  each.textContent = new Date(each.dateTime).toLocaleDateString();
});

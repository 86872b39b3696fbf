// Starts Swagger UI on the page of the API; apart from the page, because its policy allows no inline script.
SwaggerUIBundle({ url: "/api/openapi.json", dom_id: "#api", deepLinking: true, docExpansion: "list", tryItOutEnabled: false });

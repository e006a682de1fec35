import reflex as rx

config = rx.Config(app_name="shop", frontend_port=3100, backend_port=8100)

"""What people see: functions that return components; the screens wire them."""

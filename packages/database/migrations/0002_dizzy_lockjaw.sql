CREATE TABLE "blob_deletions" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"prefix" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "relay_turns" (
	"owner_id" uuid PRIMARY KEY NOT NULL,
	"served_at" timestamp (6) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "webhooks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"job_id" uuid NOT NULL,
	"url" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp (3) with time zone,
	"delivered_at" timestamp (3) with time zone,
	"error" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "webhooks_job_id_unique" UNIQUE("job_id"),
	CONSTRAINT "webhooks_url_length" CHECK (char_length("webhooks"."url") <= 2000)
);
--> statement-breakpoint
CREATE TABLE "secrets" (
	"name" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "image_jobs" ADD COLUMN "kind" text DEFAULT 'generate' NOT NULL;--> statement-breakpoint
ALTER TABLE "image_jobs" ADD COLUMN "work" jsonb DEFAULT '{"kind":"generate"}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "image_jobs" ADD COLUMN "source_image_id" uuid;--> statement-breakpoint
ALTER TABLE "image_jobs" ADD COLUMN "redraw_of" jsonb;--> statement-breakpoint
ALTER TABLE "image_jobs" ADD COLUMN "recipe_hash" text;--> statement-breakpoint
ALTER TABLE "image_jobs" ADD COLUMN "priority" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "image_jobs" ADD COLUMN "result" jsonb;--> statement-breakpoint
ALTER TABLE "images" ADD COLUMN "format" text DEFAULT 'png' NOT NULL;--> statement-breakpoint
ALTER TABLE "images" ADD COLUMN "thumbnail_key" text;--> statement-breakpoint
ALTER TABLE "images" ADD COLUMN "thumbnail_bytes" integer;--> statement-breakpoint
ALTER TABLE "images" ADD COLUMN "look" text;--> statement-breakpoint
ALTER TABLE "images" ADD COLUMN "tags" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "images" ADD COLUMN "favourite" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "images" ADD COLUMN "missing_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "owner_id" uuid;--> statement-breakpoint
UPDATE "outbox" SET "owner_id" = (SELECT "image_jobs"."owner_id" FROM "image_jobs" WHERE "image_jobs"."id" = "outbox"."job_id");--> statement-breakpoint
ALTER TABLE "outbox" ALTER COLUMN "owner_id" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "priority" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "relay_turns" ADD CONSTRAINT "relay_turns_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_job_id_image_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."image_jobs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "relay_turns_next" ON "relay_turns" USING btree ("served_at");--> statement-breakpoint
INSERT INTO "relay_turns" ("owner_id", "served_at") SELECT "owner_id", min("created_at") - interval '100 years' FROM "outbox" GROUP BY "owner_id";--> statement-breakpoint
CREATE INDEX "webhooks_due" ON "webhooks" USING btree ("next_at") WHERE "webhooks"."next_at" is not null;--> statement-breakpoint
ALTER TABLE "image_jobs" ADD CONSTRAINT "image_jobs_source_image_id_images_id_fk" FOREIGN KEY ("source_image_id") REFERENCES "public"."images"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "image_jobs_recipe" ON "image_jobs" USING btree ("owner_id","recipe_hash") WHERE "image_jobs"."recipe_hash" is not null;--> statement-breakpoint
CREATE INDEX "image_jobs_source" ON "image_jobs" USING btree ("source_image_id") WHERE "image_jobs"."source_image_id" is not null;--> statement-breakpoint
CREATE INDEX "image_jobs_finished" ON "image_jobs" USING btree ("finished_at") WHERE "image_jobs"."status" = 'succeeded';--> statement-breakpoint
CREATE INDEX "images_newest" ON "images" USING btree ("owner_id","created_at","id");--> statement-breakpoint
CREATE INDEX "images_favourites" ON "images" USING btree ("owner_id","created_at","id") WHERE "images"."favourite";--> statement-breakpoint
CREATE INDEX "images_tags" ON "images" USING gin ("tags");--> statement-breakpoint
CREATE INDEX "images_age" ON "images" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "outbox_turn" ON "outbox" USING btree ("owner_id","priority","id");--> statement-breakpoint
ALTER TABLE "image_jobs" ADD CONSTRAINT "image_jobs_recipe_form" CHECK ("image_jobs"."recipe_hash" ~ '^[0-9a-f]{64}$');--> statement-breakpoint
ALTER TABLE "image_jobs" ADD CONSTRAINT "image_jobs_kind_known" CHECK ("image_jobs"."kind" in ('generate', 'edit', 'inpaint', 'outpaint', 'upscale', 'variation'));--> statement-breakpoint
ALTER TABLE "images" ADD CONSTRAINT "images_look_form" CHECK ("images"."look" ~ '^[0-9a-f]{16}$');--> statement-breakpoint
ALTER TABLE "images" ADD CONSTRAINT "images_tags_count" CHECK (cardinality("images"."tags") <= 20);